using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// An ECDSA quote of version 3, 4 or 5 (Intel TDX DCAP quote library API, appendix A), its lengths checked and its
/// fields read where they stand; integers are little-endian. Reading a field says nothing about whether it is right.
/// </summary>
internal sealed class DcapQuote
{
    /// <summary>Length of the header, bytes.</summary>
    public const int HeaderLength = 48;

    /// <summary>Length of R and S side by side, and of a key's coordinates, bytes.</summary>
    public const int PointLength = 64;

    private const ushort EcdsaP256 = 2;
    private const uint TeeSgx = 0;
    private const uint TeeTdx = 0x81;

    private readonly ReadOnlyMemory<byte> _bytes;
    private int _signature;
    private int _qeReport;
    private int _certification;
    private int _certificationLength;
    private int _authentication;
    private int _authenticationLength;

    private DcapQuote(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The quote's bytes and what follows it.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    public ushort Version => UInt16(0);

    /// <summary>TEE type: 0 is SGX, 0x81 is TDX.</summary>
    public uint TeeType => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[4..]);

    public ReadOnlySpan<byte> QeVendorId => Bytes[0x0c..0x1c];

    public ReadOnlySpan<byte> UserData => Bytes[0x1c..0x30];

    /// <summary>What the quote is about.</summary>
    public QuoteBody Body { get; private set; }

    /// <summary>Where the body starts.</summary>
    public int BodyOffset { get; private set; }

    /// <summary>Where what the attestation key signed ends.</summary>
    public int SignedLength { get; private set; }

    /// <summary>Where the quote ends.</summary>
    public int End { get; private set; }

    /// <summary>The body, an <see cref="EnclaveReport"/> or a <see cref="TdReport"/>.</summary>
    public ReadOnlyMemory<byte> BodyBytes => _bytes[BodyOffset..SignedLength];

    /// <summary>Where the signature by the attestation key stands.</summary>
    public int SignatureOffset => _signature;

    /// <summary>R and S by the attestation key, most significant byte first.</summary>
    public ReadOnlySpan<byte> Signature => Bytes.Slice(_signature, PointLength);

    /// <summary>X and Y of the attestation key, a point of P-256.</summary>
    public ReadOnlySpan<byte> AttestationKey => Bytes.Slice(_signature + PointLength, PointLength);

    /// <summary>Where the quoting enclave's report stands.</summary>
    public int QeReportOffset => _qeReport;

    /// <summary>The quoting enclave's report.</summary>
    public EnclaveReport QeReport => new(_bytes.Slice(_qeReport, EnclaveReport.Length));

    /// <summary>R and S by the PCK over the quoting enclave's report.</summary>
    public ReadOnlySpan<byte> QeReportSignature => Bytes.Slice(_qeReport + EnclaveReport.Length, PointLength);

    /// <summary>What the quoting enclave binds to the attestation key beside it.</summary>
    public ReadOnlySpan<byte> QeAuthenticationData => Bytes.Slice(_authentication, _authenticationLength);

    /// <summary>How the PCK certificate is named.</summary>
    public CertificationDataType CertificationType { get; private set; }

    /// <summary>Where the certification data stands.</summary>
    public int CertificationOffset => _certification;

    /// <summary>The PCK certificate, or what names it.</summary>
    public ReadOnlyMemory<byte> Certification => _bytes.Slice(_certification, _certificationLength);

    /// <summary>Length of a body, bytes.</summary>
    public static int LengthOf(QuoteBody body) => body switch
    {
        QuoteBody.Sgx => EnclaveReport.Length,
        QuoteBody.Td10 => TdReport.Length10,
        _ => TdReport.Length15,
    };

    /// <summary>Reads a quote. What follows it is left to the caller to judge.</summary>
    /// <exception cref="QuoteException">A field or length does not fit.</exception>
    public static DcapQuote Parse(ReadOnlyMemory<byte> bytes)
    {
        var quote = new DcapQuote(bytes);
        quote.Read();
        return quote;
    }

    private void Read()
    {
        Require("header", 0, HeaderLength, Bytes.Length);
        if (Version is < 3 or > 5)
            throw new QuoteException("version", 0, $"it must be 3, 4 or 5; it is {Version}.");
        if (UInt16(2) != EcdsaP256)
            throw new QuoteException("attestation key type", 2, $"it must be 2, ECDSA with P-256; it is {UInt16(2)}.");
        if (TeeType != TeeSgx && (TeeType != TeeTdx || Version == 3))
            throw new QuoteException("TEE type", 4, $"it must be 0 (SGX){(Version == 3 ? "" : " or 0x81 (TDX)")}; it is 0x{TeeType:x}.");
        int position = ReadBody();
        uint length = UInt32("signature data length", position, Bytes.Length);
        _signature = position + 4;
        Require("signature data", _signature, length, Bytes.Length);
        End = _signature + (int)length;
        Require("signature and attestation key", _signature, 2 * PointLength, End);
        ReadSignatureData(_signature + (2 * PointLength));
    }

    private int ReadBody()
    {
        BodyOffset = HeaderLength;
        Body = TeeType == TeeSgx ? QuoteBody.Sgx : QuoteBody.Td10;
        if (Version == 5)
        {
            Require("body type", HeaderLength, 2, Bytes.Length);
            ushort type = UInt16(HeaderLength);
            uint size = UInt32("body size", HeaderLength + 2, Bytes.Length);
            BodyOffset = HeaderLength + 6;
            if (type is < (ushort)QuoteBody.Sgx or > (ushort)QuoteBody.Td15 || type == (ushort)QuoteBody.Sgx != (TeeType == TeeSgx))
                throw new QuoteException("body type", HeaderLength, $"it must be {(TeeType == TeeSgx ? "1" : "2 or 3")} for this TEE; it is {type}.");
            Body = (QuoteBody)type;
            if (size != LengthOf(Body))
                throw new QuoteException("body size", HeaderLength + 2, $"it must be {LengthOf(Body)} for body type {type}; it is {size}.");
        }

        Require("body", BodyOffset, LengthOf(Body), Bytes.Length);
        SignedLength = BodyOffset + LengthOf(Body);
        return SignedLength;
    }

    private void ReadSignatureData(int position)
    {
        if (Version > 3)
        {
            (CertificationDataType type, int start, int length) = ReadCertification(position);
            if (type != CertificationDataType.QeReport)
                throw new QuoteException("certification data type", position, $"it must be 6, a report of the quoting enclave; it is {(int)type}.");
            RequireEnd("certification data", start + length);
            position = start;
        }

        _qeReport = position;
        position += EnclaveReport.Length + PointLength;
        Require("QE report and its signature", _qeReport, EnclaveReport.Length + PointLength, End);
        Require("QE authentication data length", position, 2, End);
        _authenticationLength = UInt16(position);
        _authentication = position + 2;
        Require("QE authentication data", _authentication, _authenticationLength, End);
        position = _authentication + _authenticationLength;
        (CertificationType, _certification, _certificationLength) = ReadCertification(position);
        if (CertificationType is < CertificationDataType.PlainPpid or > CertificationDataType.PckChain)
            throw new QuoteException("QE certification data type", position, $"it must be 1 to 5; it is {(int)CertificationType}.");
        RequireEnd("QE certification data", _certification + _certificationLength);
    }

    private (CertificationDataType Type, int Start, int Length) ReadCertification(int position)
    {
        Require("certification data type", position, 2, End);
        uint length = UInt32("certification data length", position + 2, End);
        Require("certification data", position + 6, length, End);
        return ((CertificationDataType)UInt16(position), position + 6, (int)length);
    }

    private ushort UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[offset..]);

    private uint UInt32(string field, int offset, int end)
    {
        Require(field, offset, 4, end);
        return BinaryPrimitives.ReadUInt32LittleEndian(Bytes[offset..]);
    }

    private void RequireEnd(string field, int end)
    {
        if (end != End)
            throw new QuoteException(field, end, $"it must reach to the end of the signature data at byte {End}.");
    }

    private static void Require(string field, int offset, long length, int end)
    {
        if (offset > end || length > end - offset)
            throw new QuoteException(field, Math.Min(offset, end), $"it must have {length} bytes; {Math.Max(0, end - offset)} are left.");
    }
}
