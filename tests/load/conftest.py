from tests.web.conftest import rasa

__all__ = ["rasa"]
