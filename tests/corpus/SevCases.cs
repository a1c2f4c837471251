using System.Text.Json;
using Enarx.Attestation;

namespace Enarx.Corpus;

/// <summary>Legacy SEV: platform chains, and vectors of what a guest owner computes for a launch.</summary>
internal static class SevCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        if (!one.Has("vector"))
            return JudgePlatform(one);
        using JsonDocument vector = JsonDocument.Parse(one.File("vector"));
        string? wrong = FindWrong(one, new SevVector(one, vector.RootElement), out string category);
        return one.IsValid
            ? new CaseResult(wrong is null, wrong ?? "computes")
            : new CaseResult(wrong is not null && category == one.Category, wrong ?? "computes");
    }

    private static CaseResult JudgePlatform(CorpusCase one)
    {
        // Some cases have certificates of AMD's authority only, or the platform's in one file.
        string[] platform = ["pdh", "pek", "oca", "cek"];
        var evidence = new KeepEvidence
        {
            Tee = Tee.Sev,
            Report = one.Has("report") ? one.File("report") : platform.All(one.Has) ? [.. one.Files(platform).SelectMany(certificate => certificate)] : [],
            Endorsements = [.. one.Files("ask", "ark", "ask_ark", "ca", "chain", "cek_signed")],
        };
        return CaseJudge.Appraise(one, evidence, CaseJudge.PolicyOf(one));
    }

    /// <summary>The first value of a vector that does not compute, and the category of that.</summary>
    private static string? FindWrong(CorpusCase one, SevVector vector, out string category)
    {
        category = "signature";
        if (vector.Has("policy") && !vector.Policy.NoDebug)
        {
            category = "debug-policy";
            return $"the policy {vector.Policy} lets the host debug the guest";
        }

        if (vector.Has("z_hex") || vector.Has("kdf_vector"))
            return SevKnownAnswers.FindWrongSession(vector) ?? FindWrongFact(one);
        return vector.Has("secrets") || vector.Has("plaintext_table_hex") ? SevKnownAnswers.FindWrongSecret(vector) : FindWrongLaunch(vector);
    }

    private static string? FindWrongFact(CorpusCase one) =>
        one.Facts.ValueKind == JsonValueKind.Object && one.Facts.TryGetProperty("kdf_vector", out JsonElement derivation)
            ? SevKnownAnswers.FindWrongDerivation(derivation) : null;

    private static string? FindWrongLaunch(SevVector vector)
    {
        byte[] digest = vector.Hex("launch_digest_hex"), firmware = vector.File("firmware") ?? [];
        if (firmware.Length > 0 && !digest.AsSpan().SequenceEqual(Compute(vector, firmware)))
            return "launch_digest_hex";
        byte[] firmwareOnly = SevLaunchDigest.Compute(firmware);
        if (vector.Has("firmware_only_digest_hex") && !vector.Hex("firmware_only_digest_hex").AsSpan().SequenceEqual(firmwareOnly))
            return "firmware_only_digest_hex";
        foreach ((string name, byte[] measured) in ((string, byte[])[])[("expected_measure_blob_base64", digest), ("measure_blob_base64", digest), ("firmware_only_blob_base64", firmwareOnly)])
        {
            if (vector.Has(name) && !IsMeasured(vector, vector.Base64(name), measured))
                return name;
        }

        return null;
    }

    private static bool IsMeasured(SevVector vector, byte[] blob, byte[] digest)
    {
        byte[] nonce = vector.Has("mnonce_hex") ? vector.Hex("mnonce_hex") : blob[32..];
        var launch = new SevLaunch
        {
            ApiMajor = vector.Byte("api_major"),
            ApiMinor = vector.Byte("api_minor"),
            Build = vector.Byte("build_id"),
            Policy = vector.Policy,
            Digest = digest,
            Measure = blob[..32],
            Nonce = nonce,
        };
        // The vectors have no TEK, which measuring does not need.
        using var session = SevLaunchSession.Open([.. new byte[16], .. vector.Tik], vector.Policy);
        return nonce.AsSpan().SequenceEqual(blob.AsSpan(32)) && session.HasMeasured(SevLaunch.Decode(launch.Encode()));
    }

    private static byte[] Compute(SevVector vector, byte[] firmware)
    {
        byte[] hashes = vector.File("kernel") is { } kernel ? SevKernelHashes.Table(kernel, vector.File("initrd") ?? [], vector.Text("cmdline") ?? "") : [];
        return vector.File("vmsa0") is { } boot
            ? SevLaunchDigest.Compute(firmware, hashes, boot, vector.File("vmsa1") ?? [], vector.Has("num_cpus") ? vector.Byte("num_cpus") : 1)
            : SevLaunchDigest.Compute(firmware, hashes);
    }
}
