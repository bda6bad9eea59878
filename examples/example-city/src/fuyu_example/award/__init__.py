"""The award for quality innovation (质量创新奖), example.award, as the text of 2020 sets it up."""
