"""No personal data in, none out.

In: files, tables, notebooks and pages of any kind. Out: a refusal that says where a CPR number, an uncleared
contact or content that cannot be read stands, and never repeats a CPR number; nothing if there is none.
"""
