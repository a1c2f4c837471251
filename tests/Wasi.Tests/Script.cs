using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Enarx.Wasi.Preview1;

namespace Enarx.Wasi.Tests;

/// <summary>
/// A guest with one page of memory that makes given calls one after the other, keeps their error numbers, and writes its whole
/// memory to descriptor 2 at the end.
/// </summary>
internal sealed class Script
{
    /// <summary>The first address after the memory.</summary>
    public const int End = 65536;

    private const int ErrnoBase = 0xF000;
    private const int DumpVector = 0xFF00;

    private readonly List<(string Name, string Type)> _imports = [("fd_write", "i32 i32 i32 i32")];
    private readonly StringBuilder _body = new();
    private readonly StringBuilder _data = new();
    private int _calls;

    public Script Put(int address, params ReadOnlySpan<byte> bytes)
    {
        string text = string.Concat(bytes.ToArray().Select(b => $"\\{b:x2}"));
        _data.AppendLine(CultureInfo.InvariantCulture, $"(data (i32.const {address}) \"{text}\")");
        return this;
    }

    public Script PutWord(int address, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Put(address, bytes);
    }

    /// <summary>Writes the table of a scatter or gather call.</summary>
    public Script PutVectors(int address, params (int Start, int Length)[] vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
            PutWord(address + 8 * i, vectors[i].Start).PutWord(address + 8 * i + 4, vectors[i].Length);
        return this;
    }

    /// <summary>Calls a function; an int is passed as i32, a long as i64, which must be its type.</summary>
    public Script Call(string name, params object[] arguments)
    {
        string type = string.Join(' ', arguments.Select(a => a is long ? "i64" : "i32"));
        if (!_imports.Contains((name, type)))
            _imports.Add((name, type));
        string values = string.Join(' ', arguments.Select(a => $"({(a is long ? "i64" : "i32")}.const {a})"));
        _body.AppendLine(CultureInfo.InvariantCulture, $"(i32.store (i32.const {ErrnoBase + 4 * _calls++}) (call ${name} {values}))");
        return this;
    }

    public Outcome Run(WasiOptions? options = null)
    {
        using var dump = new MemoryStream();
        WasiResult result = Programs.Run(Compile(), (options ?? Programs.Quiet) with { StandardError = PipeWriter.Create(dump) });
        Assert.Equal(new WasiResult.Exited(0), result);
        byte[] memory = dump.ToArray();
        Assert.Equal(End, memory.Length);
        return new Outcome(memory, [.. Enumerable.Range(0, _calls).Select(i => (Errno)BinaryPrimitives.ReadInt32LittleEndian(memory.AsSpan(ErrnoBase + 4 * i)))]);
    }

    public WasmModule Compile()
    {
        string imports = string.Join('\n', _imports.Select(i =>
            $"(import \"wasi_snapshot_preview1\" \"{i.Name}\" (func ${i.Name} {(i.Type.Length == 0 ? "" : $"(param {i.Type})")} (result i32)))"));
        return Programs.FromText($"""
            (module
            {imports}
            (memory (export "memory") 1)
            {_data}
            (func (export "_start")
            {_body}
            (i32.store (i32.const {DumpVector}) (i32.const 0))
            (i32.store (i32.const {DumpVector + 4}) (i32.const {End}))
            (drop (call $fd_write (i32.const 2) (i32.const {DumpVector}) (i32.const 1) (i32.const {DumpVector + 8})))))
            """);
    }

    /// <summary>What the calls left.</summary>
    public sealed record Outcome(byte[] Memory, Errno[] Errnos)
    {
        public Errno Errno => Assert.Single(Errnos);

        public uint Word(int address) => BinaryPrimitives.ReadUInt32LittleEndian(Memory.AsSpan(address));

        public ulong Long(int address) => BinaryPrimitives.ReadUInt64LittleEndian(Memory.AsSpan(address));

        public string Text(int address, int length) => Encoding.UTF8.GetString(Memory, address, length);
    }
}
