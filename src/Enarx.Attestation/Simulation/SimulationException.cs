namespace Enarx.Attestation;

/// <summary>The files of a host's simulation root cannot be used, or not safely.</summary>
public sealed class SimulationException : IOException
{
    /// <summary>Says what is wrong and what to do.</summary>
    public SimulationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
