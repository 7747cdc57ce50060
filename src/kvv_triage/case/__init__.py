"""What is known of a family at one moment, and the events by which it was said."""
