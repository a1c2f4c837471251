namespace Enarx.Wasi.Preview1;

/// <summary>What the system interface knows of one running program. Used by that program's thread only.</summary>
internal sealed class WasiSystem(StringTable arguments, StringTable environment, FdTable descriptors, CancellationToken stop)
{
    public GuestMemory Memory { get; } = new();

    public Clock Clock { get; } = new();

    public StringTable Arguments { get; } = arguments;

    public StringTable Environment { get; } = environment;

    public FdTable Descriptors { get; } = descriptors;

    public CancellationToken Stop { get; } = stop;
}
