namespace Enarx;

/// <summary>Result of one check of an appraisal.</summary>
public enum CheckVerdict
{
    /// <summary>The check was made and holds.</summary>
    Passed = 1,

    /// <summary>The check was made and does not hold.</summary>
    Failed = 2,

    /// <summary>The check could not be made, or nothing asked for it.</summary>
    NotDone = 3,
}
