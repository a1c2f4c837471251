namespace Enarx;

/// <summary>PLATFORM_INFO of a report (AMD 56860, table "PLATFORM_INFO Field").</summary>
[Flags]
public enum SnpPlatformInfo
{
    /// <summary>None of the below.</summary>
    None = 0,

    /// <summary>Simultaneous multithreading is on.</summary>
    SmtEnabled = 1,

    /// <summary>Transparent memory encryption is on.</summary>
    TsmeEnabled = 2,

    /// <summary>Memory has error correction.</summary>
    EccEnabled = 4,

    /// <summary>Running average power limit is off.</summary>
    RaplDisabled = 8,

    /// <summary>Ciphertext hiding is on.</summary>
    CiphertextHidingDramEnabled = 16,

    /// <summary>Alias detection was completed since the last reset and found no aliased memory.</summary>
    AliasCheckComplete = 32,

    /// <summary>SEV-TIO is on.</summary>
    TioEnabled = 128,
}
