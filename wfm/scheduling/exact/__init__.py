"""Small centres solved to proof: whole weeks of all agents as one integer programme."""
