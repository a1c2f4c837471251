using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>What a simulated platform of Intel's is, and what its collateral says of it. The default is up to date in everything.</summary>
internal sealed record SimulatedIntelModel
{
    /// <summary>TEE_TCB_SVN of the simulated TDX module: version 1, ISVSVN 5.</summary>
    public static readonly byte[] TeeTcbSvn = [5, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>ISVSVN of the simulated quoting enclaves.</summary>
    public const ushort QeIsvSvn = 8;

    /// <summary>PCESVN of the PCK certificate.</summary>
    public const ushort PceSvn = 13;

    /// <summary>SVN of each of the first components of the PCK certificate.</summary>
    public const byte ComponentSvn = 5;

    /// <summary>Number of components that are in use.</summary>
    public const int UsedComponents = 8;

    /// <summary>Advisory of every level that is out of date.</summary>
    public const string Advisory = "INTEL-SA-99999";

    // A host's clock may be behind that of its clients.
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);

    public static byte[] Fmspc { get; } = [0x53, 0x49, 0x4d, 0x00, 0x00, 0x00];

    /// <summary>FMSPC that TCB info names.</summary>
    public byte[] TcbInfoFmspc { get; init; } = Fmspc;

    /// <summary>Status of the level that the platform reaches.</summary>
    public TcbStatus Platform { get; init; } = TcbStatus.UpToDate;

    /// <summary>Least SVN of the components in every level.</summary>
    public byte LeastComponentSvn { get; init; } = ComponentSvn;

    /// <summary>ISVSVN that a TDX module must have to be up to date.</summary>
    public uint NewestModule { get; init; } = TeeTcbSvn[0];

    /// <summary>Version of the TDX module in the identities.</summary>
    public string ModuleId { get; init; } = "TDX_01";

    /// <summary>ISVSVN that a quoting enclave must have to be up to date.</summary>
    public uint NewestQe { get; init; } = QeIsvSvn;

    /// <summary>MRSIGNER of the quoting enclave in the identity.</summary>
    public byte[] QeMrSigner { get; init; } = SimulatedMrSigner;

    /// <summary>tcbEvaluationDataNumber.</summary>
    public uint EvaluationNumber { get; init; } = 20;

    /// <summary>When certificates and collateral start to be valid.</summary>
    public DateTimeOffset Start { get; init; } = DateTimeOffset.UtcNow - Backdate;

    /// <summary>When collateral ends to be valid; null: with the PCK certificate.</summary>
    public DateTimeOffset? CollateralEnd { get; init; }

    /// <summary>When the PCK certificate ends to be valid; null: after the years that Intel gives.</summary>
    public DateTimeOffset? PckEnd { get; init; }

    /// <summary>Whether the PCK certificate is on its issuer's revocation list.</summary>
    public bool RevokesPck { get; init; }

    /// <summary>MRSIGNER of the simulated quoting enclaves.</summary>
    public static byte[] SimulatedMrSigner { get; } = SHA256.HashData("EnarxPS simulation, quoting enclave"u8);

    /// <summary>MRSEAM of the simulated TDX module.</summary>
    public static byte[] SimulatedMrSeam { get; } = SHA384.HashData("EnarxPS simulation, TDX module"u8);
}
