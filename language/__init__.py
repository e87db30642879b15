"""Japanese and English text: cleaning, detection, words and terms. Pure functions, no project imports."""
