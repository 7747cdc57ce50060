"""The record in one encrypted file on this machine."""
