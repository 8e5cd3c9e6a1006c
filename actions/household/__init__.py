"""The talk of 低保, 单人保 and 支出型: members, incomes, property, bills, and what the assessment says."""
