using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>Writes quotes as Intel's quoting enclaves do.</summary>
/// <param name="pck">Key that signs the quoting enclave's report.</param>
/// <param name="attestation">Key that signs the quote.</param>
internal sealed class SimulatedQuote(ECDsa pck, ECDsa attestation)
{
    private const int AuthenticationLength = 32;

    private static readonly byte[] VendorId = Convert.FromHexString("939a7233f79c4ca9940a0db3957f0607");

    /// <summary>The body of an enclave's quote.</summary>
    /// <param name="measurement">MRENCLAVE, 32 bytes.</param>
    /// <param name="reportData">64 bytes.</param>
    /// <param name="debug">Let the host debug it.</param>
    public static byte[] Enclave(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData, bool debug)
    {
        byte[] body = new byte[EnclaveReport.Length];
        body[0x30] = (byte)(debug ? 0x07 : 0x05);
        body[0x38] = 0x07;
        measurement.CopyTo(body.AsSpan(0x40));
        SHA256.HashData("EnarxPS simulation, enclave signer"u8, body.AsSpan(0x80));
        reportData.CopyTo(body.AsSpan(0x140));
        return body;
    }

    /// <summary>The body of a TD's quote.</summary>
    /// <param name="measurement">MRTD, 48 bytes.</param>
    /// <param name="reportData">64 bytes.</param>
    /// <param name="body">What to write: a TD of TDX 1.0 or 1.5.</param>
    /// <param name="debug">Let the host debug it.</param>
    public static byte[] TrustDomain(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData, QuoteBody body, bool debug)
    {
        byte[] td = new byte[DcapQuote.LengthOf(body)];
        SimulatedIntelModel.TeeTcbSvn.CopyTo(td, 0);
        SimulatedIntelModel.SimulatedMrSeam.CopyTo(td, 0x10);
        // SEPT_VE_DISABLE, and DEBUG.
        BinaryPrimitives.WriteUInt64LittleEndian(td.AsSpan(0x78), 1UL << 28 | (debug ? 1UL : 0));
        BinaryPrimitives.WriteUInt64LittleEndian(td.AsSpan(0x80), 0x61ae7);
        measurement.CopyTo(td.AsSpan(0x88));
        reportData.CopyTo(td.AsSpan(0x208));
        if (body == QuoteBody.Td15)
            SimulatedIntelModel.TeeTcbSvn.CopyTo(td, 0x248);
        return td;
    }

    /// <summary>Writes a quote.</summary>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="kind">What the body is.</param>
    /// <param name="body">The body.</param>
    /// <param name="type">How the PCK certificate is named.</param>
    /// <param name="certification">The PCK certificate, or what names it.</param>
    public byte[] Write(ushort version, QuoteBody kind, ReadOnlySpan<byte> body, CertificationDataType type, ReadOnlySpan<byte> certification)
    {
        var quote = new List<byte>();
        void UInt16(int value) => quote.AddRange([(byte)value, (byte)(value >> 8)]);
        void UInt32(int value) => quote.AddRange([(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)]);

        bool tdx = kind != QuoteBody.Sgx;
        UInt16(version);
        UInt16(2);
        UInt32(tdx ? 0x81 : 0);
        UInt16(version == 3 ? SimulatedIntelModel.QeIsvSvn : 0);
        UInt16(version == 3 ? SimulatedIntelModel.PceSvn : 0);
        quote.AddRange(VendorId);
        quote.AddRange(new byte[20]);
        if (version == 5)
        {
            UInt16((int)kind);
            UInt32(body.Length);
        }

        quote.AddRange(body);
        byte[] key = PointOf(attestation), authentication = new byte[AuthenticationLength];
        byte[] report = QeReport(tdx, SHA256.HashData([.. key, .. authentication]));
        int inner = report.Length + DcapQuote.PointLength + 2 + authentication.Length + 6 + certification.Length;
        byte[] signature = Sign(attestation, [.. quote]);
        UInt32((2 * DcapQuote.PointLength) + inner + (version == 3 ? 0 : 6));
        quote.AddRange(signature);
        quote.AddRange(key);
        if (version > 3)
        {
            UInt16((int)CertificationDataType.QeReport);
            UInt32(inner);
        }

        quote.AddRange(report);
        quote.AddRange(Sign(pck, report));
        UInt16(authentication.Length);
        quote.AddRange(authentication);
        UInt16((int)type);
        UInt32(certification.Length);
        quote.AddRange(certification);
        return [.. quote];
    }

    /// <summary>Signs a quote that was changed again.</summary>
    public void Resign(byte[] quote)
    {
        DcapQuote parsed = DcapQuote.Parse(quote);
        Sign(pck, parsed.QeReport.Bytes).CopyTo(quote, parsed.QeReportOffset + EnclaveReport.Length);
        Sign(attestation, quote.AsSpan(0, parsed.SignedLength)).CopyTo(quote, parsed.SignatureOffset);
    }

    /// <summary>Certificates one after the other in PEM, with the zero that ends Intel's.</summary>
    public static byte[] Chain(params IEnumerable<byte[]> certificates) =>
        [.. certificates.SelectMany(c => Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", c) + "\n")), 0];

    private static byte[] QeReport(bool tdx, ReadOnlySpan<byte> binding)
    {
        byte[] report = new byte[EnclaveReport.Length];
        report[0x30] = 0x15;
        report[0x38] = 0x07;
        SimulatedIntelModel.SimulatedMrSigner.CopyTo(report, 0x80);
        report[0x100] = (byte)(tdx ? 2 : 1);
        BinaryPrimitives.WriteUInt16LittleEndian(report.AsSpan(0x102), SimulatedIntelModel.QeIsvSvn);
        binding.CopyTo(report.AsSpan(0x140));
        return report;
    }

    private static byte[] PointOf(ECDsa key)
    {
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return [.. point.X!, .. point.Y!];
    }

    private static byte[] Sign(ECDsa key, ReadOnlySpan<byte> message) =>
        key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
