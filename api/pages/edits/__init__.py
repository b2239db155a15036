"""Days of agents edited together: judged and priced before they are kept."""
