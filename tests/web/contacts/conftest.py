from tests.web.chat.conftest import running
from tests.web.desk.conftest import play
from tests.web.notices.conftest import by_mail

__all__ = ["by_mail", "play", "running"]
