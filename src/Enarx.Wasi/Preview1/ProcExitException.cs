namespace Enarx.Wasi.Preview1;

/// <summary>Carries the status of <c>proc_exit</c> through the runtime, which unwinds the guest's frames on the way.</summary>
internal sealed class ProcExitException(int status) : Exception
{
    public int Status { get; } = status;
}
