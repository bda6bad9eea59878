"""The quality benchmark (质量标杆), zhengzhou.benchmark."""
