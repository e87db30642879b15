"""Japanese and English text: cleaning, detection, words and terms. No project imports."""
