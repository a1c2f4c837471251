namespace EnarxPS.Shell.Hosting;

/// <summary>How a pipeline ended.</summary>
internal enum RunResult
{
    /// <summary>It ran to its end; its last statement may have failed.</summary>
    Completed,

    /// <summary>A terminating error ended it, or it could not be parsed.</summary>
    Failed,

    /// <summary>Ctrl+C stopped it.</summary>
    Stopped,
}
