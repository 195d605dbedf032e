"""A build: what is in force is frozen once, then dbt makes star and marts of it."""

from talent_warehouse.build.dbt import BuildError, fingerprint, manifest_path, run_dbt, write_docs
from talent_warehouse.build.freeze import freeze, is_full, require_same_code
from talent_warehouse.build.layers import Layer, build_all, build_layer, held
from talent_warehouse.build.project import LAYERS

__all__ = [
    "LAYERS",
    "BuildError",
    "Layer",
    "build_all",
    "build_layer",
    "fingerprint",
    "freeze",
    "held",
    "is_full",
    "manifest_path",
    "require_same_code",
    "run_dbt",
    "write_docs",
]
