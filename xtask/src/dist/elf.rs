//! As much of a program's file as says whether it is static, and for which processor.

use anyhow::{Context, Result, bail};

use super::Target;

/// A part of the file that names the loader of shared libraries.
const INTERPRETER: u32 = 3;

/// Fails unless the program is for that processor and needs no loader, hence no library of the system.
pub(super) fn hold_to_static(program: &[u8], target: Target) -> Result<()> {
    let part = |at: usize, length: usize| program.get(at..at + length).context("the program is cut off");
    // Little-endian, 64 bits.
    if part(0, 6)? != b"\x7fELF\x02\x01" {
        bail!("it is no program for Linux with 64 bits");
    }
    let number = |at: usize, length: usize| -> Result<usize> {
        let bytes = part(at, length)?.iter().rev();
        Ok(bytes.fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
    };
    let processor = match target {
        Target::X86 => 62,
        Target::Arm => 183,
    };
    if number(18, 2)? != processor {
        bail!("it is for another processor than {}", target.processor());
    }
    let (start, size, count) = (number(32, 8)?, number(54, 2)?, number(56, 2)?);
    for segment in 0..count {
        if number(start + segment * size, 4)? == INTERPRETER as usize {
            bail!("it is not static: it names a loader");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(processor: u8, segments: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 64];
        bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
        (bytes[18], bytes[32], bytes[54]) = (processor, 64, 56);
        bytes[56] = u8::try_from(segments.len()).unwrap_or_default();
        for segment in segments {
            bytes.push(*segment);
            bytes.extend([0; 55]);
        }
        bytes
    }

    #[test]
    fn a_static_program_is_told_from_others() {
        assert!(hold_to_static(&program(62, &[6, 1, 1]), Target::X86).is_ok());
        assert!(hold_to_static(&program(183, &[1, 2]), Target::Arm).is_ok());
        assert!(hold_to_static(&program(62, &[6, 3, 1]), Target::X86).is_err());
        assert!(hold_to_static(&program(62, &[1]), Target::Arm).is_err());
        assert!(hold_to_static(&program(62, &[1])[..70], Target::X86).is_ok());
        assert!(hold_to_static(&program(62, &[1])[..66], Target::X86).is_err());
        assert!(hold_to_static(b"#!/bin/sh", Target::X86).is_err());
    }

    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
    fn this_test_is_not_static() -> Result<()> {
        let itself = std::fs::read(std::env::current_exe()?)?;
        let refused = hold_to_static(&itself, Target::X86);
        assert!(refused.is_err_and(|error| error.to_string().contains("loader")));
        Ok(())
    }
}
