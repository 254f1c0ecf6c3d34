"""No personal data in, none out.

In: texts, files and pages of any kind. Out: the CPR numbers and contacts in them, or a refusal that says where they are.
"""
