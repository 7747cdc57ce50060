"""The smallest program that asks one question with our libraries: what the start of `kvv triage` is compared with."""

import pydantic
import questionary
import rich
import yaml

if __name__ == "__main__":
    libraries = (pydantic, questionary, rich, yaml)
    questionary.select("Welke bibliotheek?", choices=[library.__name__ for library in libraries]).unsafe_ask()
