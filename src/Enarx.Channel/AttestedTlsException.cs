namespace Enarx.Channel;

/// <summary>An attested channel could not be opened, or broke. It cannot be used any more: open another one.</summary>
public sealed class AttestedTlsException : IOException
{
    /// <summary>Says what went wrong.</summary>
    /// <param name="reason">What kind of failure it is.</param>
    /// <param name="message">What went wrong and what to do, in full sentences.</param>
    /// <param name="inner">The engine's or the transport's own complaint.</param>
    public AttestedTlsException(AttestedTlsReason reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>What kind of failure it is.</summary>
    public AttestedTlsReason Reason { get; }
}
