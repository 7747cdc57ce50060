"""What is known of a family at one moment, and all that a decision may depend on."""
