"""Cultivation under the excellence model (卓越绩效模式培育), hangzhou.cultivation."""
