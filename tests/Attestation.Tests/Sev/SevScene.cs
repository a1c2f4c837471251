using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence of a simulated guest that passes under its owner's session, to be spoilt in one place.</summary>
internal sealed class SevScene : IDisposable
{
    private readonly SevSimulation _simulation;

    public SevScene(SevSimulation simulation)
    {
        _simulation = simulation;
        Time = DateTimeOffset.UtcNow;
        Policy = new KeepPolicy { SimulationRoot = [simulation.Authority.RootDigest] };
        using SimulatedSevFirmware firmware = simulation.Firmware();
        KeepEvidence platform = firmware.ExportPlatform();
        byte[] At(int index) => platform.Report[(index * SevCertificate.Length)..((index + 1) * SevCertificate.Length)];
        (Pdh, Pek, Oca, Cek) = (At(0), At(1), At(2), At(3));
        (Issuer, Root) = (platform.Endorsements[0][..(platform.Endorsements[0].Length / 2)], platform.Endorsements[0][(platform.Endorsements[0].Length / 2)..]);
        Session = SevLaunchSession.Create(EvidenceAppraiser.Appraise(platform, Policy, Time), SevPolicy.Strict);

        Certificate = Scene.SelfSigned();
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Certificate);
        Claims = new KeepClaims { Nonce = Nonce, Key = SHA384.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()) }.Encode();
        Guest = firmware.LaunchStart(Session.Start!);
        firmware.LaunchUpdateData(Guest, Image);
        Launch = firmware.LaunchMeasure(Guest);
        State(KeepClaims.ReportData(Claims));
        Report = firmware.Attest(Guest, new byte[16]);
    }

    /// <summary>What the guest is launched from.</summary>
    public static byte[] Image { get; } = SHA512.HashData("an image"u8);

    public byte[] Pdh { get; set; }

    public byte[] Pek { get; set; }

    public byte[] Oca { get; set; }

    public byte[] Cek { get; set; }

    public byte[] Issuer { get; set; }

    public byte[] Root { get; set; }

    public List<byte[]> More { get; } = [];

    public uint Guest { get; }

    public SevLaunch Launch { get; set; }

    /// <summary>The report of the ATTESTATION command for the same guest.</summary>
    public byte[] Report { get; }

    /// <summary>Bytes in place of the launch; none where they are empty.</summary>
    public byte[]? Part { get; set; }

    public string PartName { get; set; } = EvidencePart.SevLaunch;

    public byte[]? Platform { get; set; }

    public byte[]? Claims { get; set; }

    public byte[]? Nonce { get; set; } = RandomNumberGenerator.GetBytes(32);

    public byte[]? Certificate { get; set; }

    public EvidenceWrapping? Wrapping { get; set; }

    public DateTimeOffset? ReceivedAt { get; set; }

    public DateTimeOffset Time { get; }

    public KeepPolicy Policy { get; set; }

    /// <summary>The owner's session; null appraises as anybody.</summary>
    public SevLaunchSession? Session { get; set; }

    public void EditPdh(Action<byte[]> change) => Pdh = Edit(Pdh, change, (SevUsage.Pek, _simulation.Pek));

    public void EditPek(Action<byte[]> change) => Pek = Edit(Pek, change, (SevUsage.Oca, _simulation.Oca), (SevUsage.Cek, _simulation.Cek));

    public void EditOca(Action<byte[]> change) => Oca = Edit(Oca, change, (SevUsage.Oca, _simulation.Oca));

    public void EditCek(Action<byte[]> change) => Cek = Edit(Cek, change, (SevUsage.Ask, _simulation.IssuerKey));

    public void EditIssuer(Action<byte[]> change) => Issuer = EditAuthority(Issuer, change, _simulation.RootKey);

    public void EditRoot(Action<byte[]> change) => Root = EditAuthority(Root, change, _simulation.RootKey);

    /// <summary>Makes the authority say that it is nobody's simulation.</summary>
    public void Rename()
    {
        EditRoot(c => c.AsSpan(0x04, 32).Fill(7));
        EditIssuer(c => { c.AsSpan(0x04, 16).Fill(8); c.AsSpan(0x14, 16).Fill(7); });
    }

    /// <summary>Changes the launch, and has the owner's firmware measure it so.</summary>
    public void Remeasure(Func<SevLaunch, SevLaunch> change)
    {
        byte[] keys = Session!.ExportKeys();
        Launch = change(Launch);
        byte[] measure = new byte[32];
        Launch.ComputeMeasure(keys.AsSpan(16), measure);
        Launch = Launch with { Measure = measure };
        Session = SevLaunchSession.Open(keys, Launch.Policy);
    }

    /// <summary>Has the guest state report_data.</summary>
    public void State(byte[] reportData) =>
        Launch = Launch with { ReportData = reportData, Proof = SevGuestProof.Make(Session!.GuestProofKey().Value, reportData) };

    /// <summary>Makes it evidence for anybody: the ATTESTATION command's report, which binds nothing of a keep.</summary>
    public void UseReport(Action<byte[]>? change = null, bool sign = true)
    {
        byte[] report = [.. Report];
        change?.Invoke(report);
        if (sign)
            SevSignature.Sign(_simulation.Pek, report.AsSpan(0, 0x34), report.AsSpan(0x40));
        (Part, Session, Claims, Nonce, Certificate) = (report, null, null, null, null);
    }

    public KeepEvidence Evidence()
    {
        byte[] part = Part ?? Launch.Encode();
        return new KeepEvidence
        {
            Tee = Tee.Sev,
            Report = Platform ?? [.. Pdh, .. Pek, .. Oca, .. Cek],
            Endorsements = [.. new[] { Issuer, Root }.Where(c => c.Length > 0), .. More],
            Parts = part.Length == 0 ? new Dictionary<string, byte[]>() : new Dictionary<string, byte[]> { [PartName] = part },
            Claims = Claims,
            Nonce = Nonce,
            Certificate = Certificate,
            Wrapping = Wrapping,
            ReceivedAt = ReceivedAt,
        };
    }

    public KeepAppraisal Appraise() => Session is null ? EvidenceAppraiser.Appraise(Evidence(), Policy, Time) : Session.Appraise(Evidence(), Policy, Time);

    public void Dispose() => Session?.Dispose();

    public static void UInt32(byte[] bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);

    public static string Explain(KeepAppraisal appraisal) => string.Join('\n', appraisal.Checks
        .Where(c => c.Verdict == CheckVerdict.Failed || (c.Required && c.Verdict != CheckVerdict.Passed))
        .Select(c => $"{c.Id} {c.Verdict}: expected {c.Expected}, actual {c.Actual}, {c.Source}, {c.Reason}"));

    public static byte[] Edit(byte[] certificate, Action<byte[]> change, params ReadOnlySpan<(SevUsage Usage, AsymmetricAlgorithm Key)> signers)
    {
        byte[] edited = [.. certificate];
        change(edited);
        for (int slot = 0; slot < signers.Length; slot++)
            SevCertificateWriter.Sign(edited, slot, signers[slot].Usage, signers[slot].Key);
        return edited;
    }

    private static byte[] EditAuthority(byte[] certificate, Action<byte[]> change, RSA signer)
    {
        byte[] edited = [.. certificate];
        change(edited);
        int signed = edited.Length - (signer.KeySize / 8);
        SevSignature.Sign(signer, edited.AsSpan(0, signed), edited.AsSpan(signed));
        return edited;
    }
}
