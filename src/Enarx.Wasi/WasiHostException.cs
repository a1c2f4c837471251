namespace Enarx.Wasi;

/// <summary>
/// The system interface itself failed while the guest was in a call: a fault of the keep's software, not of the workload.
/// The inner exception is the fault.
/// </summary>
public sealed class WasiHostException : Exception
{
    /// <summary>Wraps what a host function threw.</summary>
    public WasiHostException(Exception inner)
        : base($"The keep's system interface failed: {inner?.Message}", inner)
    {
    }
}
