//! The types of the packages for Python and JavaScript. Each follows from the struct that is written as JSON, with its comments, and from the
//! table of inputs, so that no field is described twice.

mod python;
mod shapes;
mod typescript;

/// The files that are written, by their path in the repository.
#[must_use]
pub fn files() -> [(&'static str, String); 2] {
    let shapes = shapes::all();
    [
        ("js/package/types.d.ts", typescript::written(&shapes)),
        ("python/python/forkcast/types.py", python::written(&shapes)),
    ]
}
