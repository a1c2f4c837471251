namespace Enarx;

/// <summary>States of a keep, after Enarx's LoaderState. A keep that has ended is not listed any more.</summary>
public enum KeepState
{
    /// <summary>The keep loader is starting the TEE instance.</summary>
    Starting = 0,

    /// <summary>The keep waits for attestation and workloads.</summary>
    Ready = 1,

    /// <summary>The keep loader is there and does not answer its manager.</summary>
    Unresponsive = 2,
}
