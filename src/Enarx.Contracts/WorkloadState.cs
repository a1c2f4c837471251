namespace Enarx;

/// <summary>States of a workload.</summary>
public enum WorkloadState
{
    /// <summary>The module is being sent and compiled.</summary>
    Starting = 0,

    /// <summary>The program runs.</summary>
    Running = 1,

    /// <summary>The program ended by itself; its exit status is known.</summary>
    Exited = 2,

    /// <summary>The program trapped, or could not be run.</summary>
    Failed = 3,

    /// <summary>The program was stopped from outside.</summary>
    Stopped = 4,

    /// <summary>The connection to the keep was lost; what became of the program is not known.</summary>
    Lost = 5,
}
