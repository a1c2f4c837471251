#!/bin/sh
# Builds the workloads for wasm32-wasi with Debian 12's toolchain: the same bytes on every machine.
# usage: build.sh [DIRECTORY]     where the .wasm files go; beside the sources by default
# Ends with status 77 where the toolchain is not installed.
set -eu

rustc=/usr/bin/rustc
clang=/usr/bin/clang-14
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here}

missing=
[ -x "$rustc" ] || missing="$missing rustc"
[ -d "$("$rustc" --print sysroot 2>/dev/null)/lib/rustlib/wasm32-wasi" ] || missing="$missing libstd-rust-dev-wasm32"
[ -x "$clang" ] || missing="$missing clang-14"
[ -x /usr/bin/wasm-ld-14 ] || missing="$missing lld-14"
[ -d /usr/include/wasm32-wasi ] || missing="$missing wasi-libc"
[ -e /usr/lib/llvm-14/lib/clang/14.0.6/lib/wasi/libclang_rt.builtins-wasm32.a ] || missing="$missing libclang-rt-14-dev-wasm32"
if [ -n "$missing" ]; then
    echo "build.sh: the toolchain is not complete: apt-get install$missing" >&2
    exit 77
fi

mkdir -p "$out"
out=$(cd "$out" && pwd)

# Relative names and no path of this machine: those would be in the panic messages, and make every build another one.
cd "$here"
"$rustc" --target wasm32-wasi --edition 2021 -C opt-level=3 -C lto=fat -C codegen-units=1 -C panic=abort -C strip=symbols \
    --remap-path-prefix "$here"=workloads -D warnings -o "$out/report.wasm" report.rs
"$clang" --target=wasm32-wasi -std=gnu11 -O2 -Wall -Wextra -Werror -fno-ident -Wl,--strip-all -o "$out/probe.wasm" probe.c
