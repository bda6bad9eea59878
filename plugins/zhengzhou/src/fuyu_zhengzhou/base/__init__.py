"""Excellence incubation bases (企业卓越绩效管理孵化基地), zhengzhou.base."""
