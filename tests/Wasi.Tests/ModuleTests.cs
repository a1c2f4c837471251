using CsCheck;
using Wasmtime;

namespace Enarx.Wasi.Tests;

public sealed class ModuleTests
{
    // The types of all functions: witx, wasi_snapshot_preview1; i is i32, l is i64. All but proc_exit give an i32.
    private static readonly Dictionary<string, string> Types = new()
    {
        ["args_get"] = "ii", ["args_sizes_get"] = "ii", ["environ_get"] = "ii", ["environ_sizes_get"] = "ii",
        ["clock_res_get"] = "ii", ["clock_time_get"] = "ili",
        ["fd_advise"] = "illi", ["fd_allocate"] = "ill", ["fd_close"] = "i", ["fd_datasync"] = "i", ["fd_fdstat_get"] = "ii",
        ["fd_fdstat_set_flags"] = "ii", ["fd_fdstat_set_rights"] = "ill", ["fd_filestat_get"] = "ii", ["fd_filestat_set_size"] = "il",
        ["fd_filestat_set_times"] = "illi", ["fd_pread"] = "iiili", ["fd_prestat_get"] = "ii", ["fd_prestat_dir_name"] = "iii",
        ["fd_pwrite"] = "iiili", ["fd_read"] = "iiii", ["fd_readdir"] = "iiili", ["fd_renumber"] = "ii", ["fd_seek"] = "ilii",
        ["fd_sync"] = "i", ["fd_tell"] = "ii", ["fd_write"] = "iiii",
        ["path_create_directory"] = "iii", ["path_filestat_get"] = "iiiii", ["path_filestat_set_times"] = "iiiilli", ["path_link"] = "iiiiiii",
        ["path_open"] = "iiiiillii", ["path_readlink"] = "iiiiii", ["path_remove_directory"] = "iii", ["path_rename"] = "iiiiii",
        ["path_symlink"] = "iiiii", ["path_unlink_file"] = "iii",
        ["poll_oneoff"] = "iiii", ["proc_exit"] = "i", ["proc_raise"] = "i", ["sched_yield"] = "", ["random_get"] = "ii",
        ["sock_accept"] = "iii", ["sock_recv"] = "iiiiii", ["sock_send"] = "iiiii", ["sock_shutdown"] = "ii",
    };

    public static TheoryData<string> Names => [.. Types.Keys];

    [Fact]
    public void Preview_1_has_46_functions() => Assert.Equal(46, Types.Count);

    [Theory, MemberData(nameof(Names))]
    public void Every_function_of_preview_1_is_there_with_its_type(string name) =>
        Programs.FromText(Importing(name, Types[name])).Dispose();

    [Theory, MemberData(nameof(Names))]
    public void A_function_imported_with_another_type_is_refused_by_name(string name) =>
        AssertFault(WasmModuleFault.MissingImport, () => Programs.FromText(Importing(name, Types[name] + "i")), $"wasi_snapshot_preview1.{name}");

    [Theory]
    [InlineData("(import \"wasi_snapshot_preview1\" \"fd_teleport\" (func))", "wasi_snapshot_preview1.fd_teleport")]
    [InlineData("(import \"wasi_unstable\" \"fd_read\" (func (param i32 i32 i32 i32) (result i32)))", "wasi_unstable.fd_read")]
    [InlineData("(import \"env\" \"memory\" (memory 1))", "env.memory")]
    [InlineData("(import \"wasi_snapshot_preview1\" \"fd_read\" (memory 1))", "wasi_snapshot_preview1.fd_read")]
    [InlineData("(import \"a\\1b[31m\" \"b\" (func))", "a?[31m.b")]
    public void An_import_that_is_not_there_is_named(string import, string name) =>
        AssertFault(WasmModuleFault.MissingImport, () => Programs.FromText($"(module {import} (func (export \"_start\")))"), name);

    [Theory]
    [InlineData("(module)")]
    [InlineData("(module (func (export \"_initialize\")))")]
    [InlineData("(module (func (export \"_start\") (param i32)))")]
    [InlineData("(module (func (export \"_start\") (result i32) (i32.const 0)))")]
    [InlineData("(module (memory (export \"_start\") 1))")]
    public void A_module_without_a_start_function_is_refused(string text) =>
        AssertFault(WasmModuleFault.NoStart, () => Programs.FromText(text), "_start");

    [Fact]
    public void A_component_is_told_apart() =>
        AssertFault(WasmModuleFault.Component, () => Programs.Engine.Compile(Convert.FromHexString("0061736d0d000100")), "wasm32-wasi");

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("006173")]
    [InlineData("7f454c4602010100")]
    [InlineData("286d6f64756c6529")]
    public void Bytes_that_are_not_WebAssembly_are_refused(string hex) =>
        AssertFault(WasmModuleFault.NotWasm, () => Programs.Engine.Compile(Convert.FromHexString(hex)), "00 61 73 6d");

    [Theory]
    [InlineData("0061736d")]
    [InlineData("0061736d010000")]
    [InlineData("0061736d02000000")]
    [InlineData("0061736d01000200")]
    [InlineData("0061736d0100000001ff")]
    public void A_broken_binary_is_invalid(string hex) =>
        AssertFault(WasmModuleFault.Invalid, () => Programs.Engine.Compile(Convert.FromHexString(hex)), "module");

    [Fact]
    public void A_module_that_is_too_large_is_refused_before_it_is_read()
    {
        byte[] module = GC.AllocateUninitializedArray<byte>(WasmEngine.MaxModuleBytes + 1);
        AssertFault(WasmModuleFault.TooLarge, () => Programs.Engine.Compile(module), $"{WasmEngine.MaxModuleBytes + 1}");
    }

    [Theory]
    [InlineData("(memory i64 1)")]
    [InlineData("(memory 1 2 shared)")]
    [InlineData("(memory 1) (memory 1)")]
    [InlineData("(table (export \"t\") i64 1 funcref)")]
    [InlineData("(tag (export \"t\") (param i32))")]
    [InlineData("(func (export \"f\") (param anyref))")]
    [InlineData("(func (export \"f\") (param exnref))")]
    [InlineData("(func (export \"f\") (param (ref func)))")]
    [InlineData("(type $t (func)) (func (export \"f\") (param (ref null $t)))")]
    [InlineData("(global (export \"g\") i31ref (ref.null i31))")]
    [InlineData("(import \"m\" \"f\" (func (param structref)))")]
    public void Features_that_are_off_are_invalid(string item) =>
        AssertFault(WasmModuleFault.Invalid, () => Programs.FromText($"(module {item} (func (export \"_start\")))"), "not valid");

    [Fact]
    public void A_module_cut_short_anywhere_is_refused()
    {
        byte[] module = File.ReadAllBytes(Path.Combine(Programs.WorkloadDirectory, "probe.wasm"));
        Gen.Int[0, module.Length - 1].Sample(length => Assert.IsType<WasmModuleException>(Compile(module.AsSpan(0, length))), iter: 200);
    }

    [Fact]
    public void Random_bytes_end_in_a_verdict()
    {
        Gen.Byte.Array[0, 400].Sample(bytes => AssertVerdict(bytes), iter: 2000);
        Gen.Byte.Array[0, 400].Sample(bytes => AssertVerdict([.. "\0asm\x01\0\0\0"u8, .. bytes]), iter: 2000);
    }

    [Fact]
    public void A_module_with_a_changed_byte_ends_in_a_verdict()
    {
        byte[] module = Module.ConvertText(Importing("fd_read", "iiii"));
        Gen.Select(Gen.Int[0, module.Length - 1], Gen.Byte).Sample((position, value) =>
        {
            byte[] changed = [.. module];
            changed[position] = value;
            AssertVerdict(changed);
        }, iter: 2000);
    }

    private static void AssertVerdict(byte[] bytes) => Assert.True(Compile(bytes) is null or WasmModuleException);

    private static Exception? Compile(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Programs.Engine.Compile(bytes).Dispose();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static void AssertFault(WasmModuleFault fault, Action compile, string text)
    {
        var e = Assert.Throws<WasmModuleException>(compile);
        Assert.Equal(fault, e.Fault);
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
    }

    private static string Importing(string name, string type)
    {
        string parameters = string.Concat(type.Select(t => t == 'l' ? " i64" : " i32"));
        string result = name == "proc_exit" ? "" : "(result i32)";
        return $"""(module (import "wasi_snapshot_preview1" "{name}" (func (param{parameters}) {result})) (func (export "_start")))""";
    }
}
