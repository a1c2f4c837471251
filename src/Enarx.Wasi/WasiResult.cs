namespace Enarx.Wasi;

/// <summary>How a program ended.</summary>
public abstract record WasiResult
{
    private WasiResult()
    {
    }

    /// <summary>It ended by itself: <c>_start</c> returned (status 0) or it called <c>proc_exit</c>.</summary>
    /// <param name="Status">0 to 255. A greater one is given as 255: cut to eight bits, 256 would read as success.</param>
    public sealed record Exited(int Status) : WasiResult;

    /// <summary>It did something that WebAssembly does not allow.</summary>
    /// <param name="Trap">What and where.</param>
    public sealed record Trapped(WasmTrap Trap) : WasiResult;

    /// <summary>It was stopped from outside.</summary>
    public sealed record Stopped : WasiResult;
}
