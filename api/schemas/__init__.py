"""What goes in and out, field by field: nothing leaves that is not named here."""
