using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>Identity of an enclave of Intel's (Intel PCS API, "Get Enclave Identity", version 2): the quoting enclave of SGX or of TDX, or the quote verification enclave.</summary>
internal sealed class EnclaveIdentity : SignedCollateral
{
    private const int AttributesLength = 16;
    private const int MrSignerLength = 32;

    private readonly uint _miscSelect;
    private readonly uint _miscSelectMask;
    private readonly byte[] _attributes;
    private readonly byte[] _attributesMask;
    private readonly byte[] _mrSigner;
    private readonly uint _isvProdId;

    /// <summary>Reads <c>enclaveIdentity</c>.</summary>
    /// <exception cref="CollateralException">A member does not fit.</exception>
    public EnclaveIdentity(PcsElement body, byte[] signature)
        : base(body, signature)
    {
        if (Version != 2 || Id is not ("QE" or "TD_QE" or "QVE"))
            throw new CollateralException(body.Name, "it must be of version 2 and of QE, TD_QE or QVE.");
        _miscSelect = BinaryPrimitives.ReadUInt32LittleEndian(body.Member("miscselect").Hex(sizeof(uint)));
        _miscSelectMask = BinaryPrimitives.ReadUInt32LittleEndian(body.Member("miscselectMask").Hex(sizeof(uint)));
        _attributes = body.Member("attributes").Hex(AttributesLength);
        _attributesMask = body.Member("attributesMask").Hex(AttributesLength);
        _mrSigner = body.Member("mrsigner").Hex(MrSignerLength);
        _isvProdId = body.Member("isvprodid").Number(ushort.MaxValue);
        Levels = IsvLevel.ReadAll(body);
    }

    /// <summary>The levels, the newest first.</summary>
    public IReadOnlyList<IsvLevel> Levels { get; }

    /// <summary>The first field in which an enclave is not this one; null when there is none.</summary>
    public string? DifferenceTo(EnclaveReport report)
    {
        if ((report.MiscSelect & _miscSelectMask) != _miscSelect)
            return $"MISCSELECT 0x{report.MiscSelect:x8}";
        for (int i = 0; i < AttributesLength; i++)
        {
            if ((report.Attributes[i] & _attributesMask[i]) != _attributes[i])
                return $"ATTRIBUTES {Convert.ToHexStringLower(report.Attributes)}";
        }

        if (!report.MrSigner.SequenceEqual(_mrSigner))
            return $"MRSIGNER {Convert.ToHexStringLower(report.MrSigner)}";
        return report.IsvProdId == _isvProdId ? null : $"ISVPRODID {report.IsvProdId}";
    }
}
