namespace Enarx;

/// <summary>States of a keep, after Enarx's LoaderState.</summary>
public enum KeepState
{
    /// <summary>The keep loader is starting the TEE instance.</summary>
    Starting = 0,

    /// <summary>The keep waits for attestation and workloads.</summary>
    Ready = 1,

    /// <summary>The keep cannot be used any more; it remains until it is removed.</summary>
    Failed = 2,
}
