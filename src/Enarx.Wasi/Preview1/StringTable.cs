using System.Text;

namespace Enarx.Wasi.Preview1;

/// <summary>Arguments or environment in the form in which the guest asks for them: strings that end in NUL, one after the other.</summary>
internal sealed class StringTable
{
    private const int MaxBytes = 1024 * 1024;
    private const int PointerBytes = sizeof(uint);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _text;
    private readonly int[] _starts;

    private StringTable(IReadOnlyList<string> strings, string what)
    {
        long size = 0;
        foreach (string value in strings)
        {
            if (value is null || value.Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException($"One of the {what} is null or has a NUL in it.");
            size += StrictUtf8.GetByteCount(value) + 1 + PointerBytes;
            if (size > MaxBytes)
                throw new ArgumentException($"The {what} are larger than {MaxBytes} bytes, counting a NUL and a pointer for each.");
        }

        _starts = new int[strings.Count];
        _text = new byte[size - (long)strings.Count * PointerBytes];
        int end = 0;
        for (int i = 0; i < strings.Count; i++)
        {
            _starts[i] = end;
            end += StrictUtf8.GetBytes(strings[i], _text.AsSpan(end)) + 1;
        }
    }

    public static StringTable OfArguments(IReadOnlyList<string> arguments) => new(arguments, "arguments");

    public static StringTable OfEnvironment(IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var lines = new List<string>(variables.Count);
        foreach ((string name, string value) in variables)
        {
            if (string.IsNullOrEmpty(name) || name.Contains('=', StringComparison.Ordinal) || !names.Add(name))
                throw new ArgumentException($"The environment variable '{Printable.Text(name ?? "")}' has no name, has a = in its name or is given twice.");
            lines.Add($"{name}={value ?? throw new ArgumentException($"The environment variable '{Printable.Text(name)}' has no value.")}");
        }

        return new StringTable(lines, "environment variables");
    }

    /// <summary>Writes the number of strings and the bytes that they take (args_sizes_get, environ_sizes_get).</summary>
    public Errno WriteSizes(GuestMemory memory, int countAddress, int bytesAddress) =>
        memory.TryWrite(countAddress, (uint)_starts.Length) && memory.TryWrite(bytesAddress, (uint)_text.Length) ? Errno.Success : Errno.Fault;

    /// <summary>Writes the strings, and their addresses (args_get, environ_get).</summary>
    public Errno Write(GuestMemory memory, int pointersAddress, int textAddress)
    {
        if (!memory.TryGet(textAddress, _text.Length, out Span<byte> text)
            || !memory.TryGet(pointersAddress, _starts.Length * PointerBytes, out _))
        {
            return Errno.Fault;
        }

        _text.CopyTo(text);
        for (int i = 0; i < _starts.Length; i++)
            memory.TryWrite(pointersAddress + i * PointerBytes, (uint)(textAddress + _starts[i]));
        return Errno.Success;
    }
}
