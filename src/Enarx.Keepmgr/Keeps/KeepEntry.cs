namespace Enarx.Keepmgr.Keeps;

/// <summary>What keepmgr remembers of one keep between requests.</summary>
internal sealed class KeepEntry(Guid id, string directory, Keep keep)
{
    /// <summary>The keep's id.</summary>
    public Guid Id { get; } = id;

    /// <summary>Its folder.</summary>
    public string Directory { get; } = directory;

    /// <summary>Its last description.</summary>
    public Keep Keep { get; set; } = keep;

    /// <summary>Cancelled when the keep is removed, be it while it is made.</summary>
    public CancellationTokenSource Removed { get; } = new();

    /// <summary>Completes when nobody makes the keep any more, be it made or cleared away.</summary>
    public TaskCompletionSource CreationEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Stands for a keep that lives and has never answered this keepmgr.</summary>
    public static Keep Unknown(Guid id) => new()
    {
        Id = id,
        Name = id.ToString("N"),
        Backend = PlatformProbe.ProcessBackend,
        Tee = Tee.SevSnp,
        Product = "unknown",
        IsSimulated = true,
        State = KeepState.Unresponsive,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
