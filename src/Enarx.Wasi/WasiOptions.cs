using System.IO.Pipelines;

namespace Enarx.Wasi;

/// <summary>
/// What a program is given. The pipes stay the caller's: the program never completes them, and of each only one end
/// is used, by the thread that runs the program.
/// </summary>
public sealed record WasiOptions
{
    /// <summary>The arguments; the first is the program's name, as in C.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The environment. No name is empty, has a <c>=</c> in it or is given twice.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Descriptor 0. A pipe completed with an <see cref="IOException"/> reads as EIO.</summary>
    public required PipeReader StandardInput { get; init; }

    /// <summary>Descriptor 1. Every write is flushed; a full pipe blocks the program, a completed one gives it EPIPE.</summary>
    public required PipeWriter StandardOutput { get; init; }

    /// <summary>Descriptor 2, likewise.</summary>
    public required PipeWriter StandardError { get; init; }

    /// <summary>How far the linear memory may grow, in bytes.</summary>
    public required long MemoryLimit { get; init; }
}
