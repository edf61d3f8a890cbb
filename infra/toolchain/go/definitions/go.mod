module nudge.example/toolchain/definitions

go 1.26.0

// Nothing is built from it: it carries the definitions of its kinds, against which objects are checked.
require github.com/prometheus-operator/prometheus-operator v0.93.1
