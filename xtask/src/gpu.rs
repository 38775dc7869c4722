//! A folder that measures a GPU machine without Rust or network: the worker program, built here without a GPU, and its table.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{answer, find_program, hold_lock, run};
use crate::workspace::Workspace;

/// NVIDIA's compiler and headers as Python packages; the machine needs no CUDA of its own.
const PACKAGES: [&str; 6] = [
    "nvidia-cuda-nvcc==13.0.88",
    "nvidia-nvvm==13.0.88",
    "nvidia-cuda-crt==13.0.88",
    "nvidia-cuda-runtime==13.0.96",
    "nvidia-cuda-cccl==13.0.85",
    "nvidia-cuda-nvrtc==13.0.88",
];

/// The compiler of the kernels, which needs no GPU either. PyTorch 2.11 brings the same version.
const TRITON: &str = "triton==3.6.0";

/// The libraries of a GPU machine, by name and the number that a program asks for. The linker is given empty ones.
const LIBRARIES: [(&str, u32); 6] = [
    ("cuda", 1),
    ("cublas", 13),
    ("cublasLt", 13),
    ("curand", 10),
    ("nvrtc", 13),
    ("cudart", 13),
];

/// The GPU generation that kernels are compiled for: Hopper (H100, H200); later ones translate its kernels when they start.
const COMPUTE_CAPABILITY: &str = "90";

/// Compiled code that is not the page's or the tests': other features, other flags.
const TARGET: &str = "target-cuda";

/// The program within the bundle; the script beside it looks for the libraries first.
const PROGRAM: &str = "forkcast-worker-cuda";

/// Files of `measure/gpu` that go along as they are.
const FILES: [&str; 9] = [
    "run.py",
    "models.py",
    "kernel_times.py",
    "table.json",
    "README.md",
    "kernels/kernels.py",
    "kernels/calls.py",
    "kernels/check.py",
    "kernels/tune.py",
];

/// Builds the bundle and names it.
pub(crate) fn bundle(workspace: &Workspace) -> Result<()> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        bail!("the GPU bundle is built on x86-64 Linux alone");
    }
    let place = workspace.cache().join("gpu");
    fs::create_dir_all(&place).with_context(|| format!("cannot create {}", place.display()))?;
    let _held = hold_lock(&place.join("bundle.lock"))?;
    let cuda = compiler(&place)?;
    let stubs = stub_libraries(&place)?;
    let kernels = kernels(workspace, &place)?;
    let program = worker(workspace, &cuda, &stubs, &kernels)?;
    assemble(workspace, &place, &program)
}

/// The compiler's root: `bin/nvcc` and what it includes.
fn compiler(place: &Path) -> Result<PathBuf> {
    let packages = place.join("cuda");
    let root = packages.join("nvidia/cu13");
    let nvcc = root.join("bin/nvcc");
    if let Some(version) =
        answer(Command::new(&nvcc).arg("--version")).filter(|text| text.contains("release 13.0"))
    {
        println!("  nvcc present: {}", version.lines().last().unwrap_or_default());
        return Ok(root);
    }
    println!("  getting nvcc 13.0 by pip (0.5 GB)");
    install(&packages, &PACKAGES)?;
    if !nvcc.is_file() {
        bail!("the packages hold no {}", nvcc.display());
    }
    Ok(root)
}

/// Python packages, without what they depend on, in a folder of their own.
fn install(folder: &Path, packages: &[&str]) -> Result<()> {
    run(Command::new(python()?)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--upgrade", "--no-deps", "--target"])
        .arg(folder)
        .args(packages))
}

fn python() -> Result<PathBuf> {
    find_program(&["python3", "python"])
        .context("python3 with pip is needed to get CUDA's compiler and Triton: install it")
}

/// Compiles the kernels to PTX and returns their folder.
fn kernels(workspace: &Workspace, place: &Path) -> Result<PathBuf> {
    let packages = place.join("triton");
    let version = TRITON.trim_start_matches("triton==");
    if !packages.join(format!("triton-{version}.dist-info")).is_dir() {
        println!("  getting Triton {version} by pip (0.2 GB)");
        install(&packages, &[TRITON])?;
    }
    let folder = place.join("kernels");
    println!("  compiling the kernels: about a minute");
    run(Command::new(python()?)
        .env("PYTHONPATH", &packages)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("TRITON_CACHE_DIR", place.join("triton-cache"))
        .arg(workspace.root().join("measure/gpu/kernels/build.py"))
        .arg(&folder))?;
    Ok(folder)
}

/// Empty libraries with the right names: the program names them, and finds the real ones where it runs.
fn stub_libraries(place: &Path) -> Result<PathBuf> {
    let stubs = place.join("stubs");
    fs::create_dir_all(&stubs)?;
    let source = stubs.join("empty.c");
    fs::write(&source, "")?;
    let compiler = find_program(&["cc", "gcc", "clang"]).context("a C compiler is needed: install gcc")?;
    for (name, number) in LIBRARIES {
        run(Command::new(&compiler)
            .arg("-shared")
            .arg(format!("-Wl,-soname,lib{name}.so.{number}"))
            .arg("-o")
            .arg(stubs.join(format!("lib{name}.so")))
            .arg(&source))?;
    }
    Ok(stubs)
}

/// Compiles and links the worker program.
fn worker(workspace: &Workspace, cuda: &Path, stubs: &Path, kernels: &Path) -> Result<PathBuf> {
    println!("  building {PROGRAM}: about 10 minutes the first time");
    let target = workspace.cache().join(TARGET);
    let mut cargo = workspace.command("cargo");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([cuda.join("bin")].into_iter().chain(std::env::split_paths(&path)))?;
    cargo
        .env("PATH", path)
        .env("CARGO_TARGET_DIR", &target)
        .env("CUDA_COMPUTE_CAP", COMPUTE_CAPABILITY)
        .env("NVCC", cuda.join("bin/nvcc"))
        .env("LIBRARY_PATH", stubs)
        .env("FORKCAST_KERNELS", kernels);
    for variable in ["CUDA_PATH", "CUDA_HOME", "CUDA_ROOT", "CUDA_TOOLKIT_ROOT_DIR"] {
        cargo.env(variable, cuda);
    }
    cargo
        .args(["rustc", "--profile", "native", "--package", "forkcast-reference"])
        // Optimising across crates would double the time of the build, and the GPU does the work.
        .args([
            "--features",
            "cuda",
            "--bin",
            PROGRAM,
            "--",
            "-C",
            "lto=off",
            "-L",
        ])
        .arg(format!("native={}", stubs.display()));
    // The stubs hold no symbols, and the linker would drop libraries that give none.
    for argument in [
        "-Wl,--unresolved-symbols=ignore-all",
        "-Wl,-z,lazy",
        "-Wl,--no-as-needed",
    ] {
        cargo.arg("-C").arg(format!("link-arg={argument}"));
    }
    for (name, _) in &LIBRARIES {
        cargo.arg("-C").arg(format!("link-arg=-l{name}"));
    }
    run(&mut cargo)?;
    Ok(target.join("native").join(PROGRAM))
}

/// Puts the folder together, and the same as one file.
fn assemble(workspace: &Workspace, place: &Path, program: &Path) -> Result<()> {
    let folder = place.join("forkcast-gpu");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot replace {}", folder.display()))?;
    }
    fs::create_dir_all(&folder)?;
    fs::copy(program, folder.join(format!("{PROGRAM}.bin"))).context("cannot copy the worker program")?;
    let source = workspace.root().join("measure/gpu");
    for file in FILES.iter().chain([&PROGRAM]) {
        let to = folder.join(file);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(source.join(file), to).with_context(|| format!("cannot copy measure/gpu/{file}"))?;
    }
    run(Command::new("strip").arg(folder.join(format!("{PROGRAM}.bin"))))?;
    let archive = place.join("forkcast-gpu.tar.gz");
    run(Command::new("tar")
        .arg("-C")
        .arg(place)
        .arg("-czf")
        .arg(&archive)
        .arg("forkcast-gpu"))?;
    println!(
        "bundle: {} ({} MB)",
        archive.display(),
        fs::metadata(&archive)?.len() / 1_000_000
    );
    println!(
        "On a GPU machine with CUDA 13 and PyTorch: tar -xzf forkcast-gpu.tar.gz && python3 forkcast-gpu/run.py"
    );
    Ok(())
}
