namespace Enarx.Attestation;

/// <summary>The checks of what a launch gave. MEASURE is a MAC: only the session of the guest owner can check it.</summary>
internal static class SevLaunchChecks
{
    /// <summary>Makes the checks.</summary>
    /// <returns>What is said about the guest; null when nothing is, or it cannot be read.</returns>
    public static SevStatement? Make(CheckList checks, KeepEvidence evidence, SevPlatform? platform, SevLaunchSession? session, KeepPolicy policy)
    {
        if (!evidence.Parts.TryGetValue(EvidencePart.SevLaunch, out byte[]? bytes))
        {
            // Certificates alone are evidence of a platform, which a guest owner needs before there is a guest.
            const string None = "The evidence is of a platform; there is no launch in it.";
            checks.NotDone(SevChecks.LaunchFormat, required: session is not null, None);
            foreach (CheckDefinition check in SevChecks.Launch)
                checks.NotDone(check, required: session is not null, None);
            return null;
        }

        SevStatement statement;
        try
        {
            statement = SevStatement.Read(bytes ?? []);
            checks.Record(SevChecks.LaunchFormat, holds: true, "");
        }
        catch (FormatException e)
        {
            checks.Record(SevChecks.LaunchFormat, holds: false, "The bytes are not what a launch gave: they were cut, padded, or are other evidence.",
                $"a launch of {SevLaunch.Length} or {SevLaunch.LengthWithProof} bytes, or an attestation report of {SevAttestationReport.Length}", e.Message, "sev-launch");
            return null;
        }

        if (statement.Launch is { } launch)
            MakeMeasure(checks, launch, session);
        else
            MakeAttestation(checks, statement.Report!, platform, session);
        MakePolicy(checks, statement, session);
        checks.Record(SevChecks.Debug, statement.Policy.NoDebug || policy.AllowDebug, "The host can read and change the guest's memory.",
            policy.AllowDebug ? "allowed by the policy" : "NODBG", statement.Policy.ToString(), statement.PolicySource);
        return statement;
    }

    private static void MakeMeasure(CheckList checks, SevLaunch launch, SevLaunchSession? session)
    {
        checks.NotDone(SevChecks.LaunchAttestation, required: false, "The evidence has what the launch gave, and no attestation report.");
        if (session is null)
        {
            const string Owner = "Only the guest owner can check it: appraise with the session of the launch.";
            checks.NotDone(SevChecks.LaunchMeasure, required: true, Owner, Convert.ToHexStringLower(launch.Measure), "sev-launch[0x2c..0x4c]");
            checks.NotDone(SevChecks.GuestProof, required: launch.Proof is not null, launch.Proof is null ? "The guest states nothing." : Owner);
            return;
        }

        // The right MAC is not shown: with it a host could repair what it altered.
        checks.Record(SevChecks.LaunchMeasure, session.HasMeasured(launch), "What the launch gave was altered, or it was launched under another session.",
            "the MAC under the session's TIK", Convert.ToHexStringLower(launch.Measure), "sev-launch[0x2c..0x4c]");
        if (launch.Proof is null)
            checks.NotDone(SevChecks.GuestProof, required: false, "The guest states nothing.");
        else
            checks.Record(SevChecks.GuestProof, session.HasProven(launch), "The statement was altered, or another guest made it.", source: "sev-launch[0x9c..0xbc]");
    }

    private static void MakeAttestation(CheckList checks, SevAttestationReport report, SevPlatform? platform, SevLaunchSession? session)
    {
        const string Other = "The evidence has an attestation report, and not what the launch gave.";
        checks.NotDone(SevChecks.LaunchMeasure, required: session is not null, Other);
        checks.NotDone(SevChecks.GuestProof, required: false, Other);
        if (platform is not null)
            checks.Record(SevChecks.LaunchAttestation, report.IsSignedBy(platform.Pek), "The report was altered, or another platform signed it.", source: "sev-launch[0x0..0x34], [0x40..0xd0]");
    }

    private static void MakePolicy(CheckList checks, SevStatement statement, SevLaunchSession? session)
    {
        SevPolicy policy = statement.Policy;
        if (session is null)
            checks.NotDone(SevChecks.LaunchSession, required: false, "There is no session to compare with.");
        else
            checks.Record(SevChecks.LaunchSession, policy == session.Policy, "The host launched the guest with another policy.", session.Policy.ToString(), policy.ToString(), statement.PolicySource);
        bool admitted = statement.Firmware is not { } firmware || policy.Admits((byte)firmware.Major, (byte)firmware.Minor);
        checks.Record(SevChecks.LaunchPolicy, policy.IsDefined && admitted, "No firmware launches such a guest.",
            $"bits 6 to 15 are 0, and API {policy.ApiMajor}.{policy.ApiMinor} or later", statement.Firmware is null ? policy.ToString() : $"{policy}; the firmware's is {statement.Firmware.ToString(2)}", statement.PolicySource);
    }
}
