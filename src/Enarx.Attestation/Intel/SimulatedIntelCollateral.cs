using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>Makes TCB info and identities for a simulation, as Intel's PCS gives them.</summary>
internal sealed class SimulatedIntelCollateral(SimulatedIntelKeys keys, SimulatedIntelModel model)
{
    private const int Years = 7;
    private const byte OldComponentSvn = 3;
    private const ushort OldPceSvn = 5;

    /// <summary>TCB info.</summary>
    /// <param name="tdx">For TDX, not SGX.</param>
    public byte[] TcbInfo(bool tdx) => Sign("tcbInfo", json =>
    {
        WriteHead(json, tdx ? "TDX" : "SGX", version: 3);
        json.WriteString("fmspc", Convert.ToHexString(model.TcbInfoFmspc));
        json.WriteString("pceId", "0000");
        json.WriteNumber("tcbType", 0);
        if (tdx)
            WriteModules(json);
        json.WriteStartArray("tcbLevels");
        WriteLevel(json, tdx, model.LeastComponentSvn, SimulatedIntelModel.PceSvn, SimulatedIntelModel.TeeTcbSvn[2], model.Platform);
        WriteLevel(json, tdx, model.LeastComponentSvn > SimulatedIntelModel.ComponentSvn ? model.LeastComponentSvn : OldComponentSvn, OldPceSvn, 0, TcbStatus.OutOfDate);
        json.WriteEndArray();
    });

    /// <summary>Identity of the quoting enclave.</summary>
    /// <param name="tdx">Of TDX, not SGX.</param>
    public byte[] Identity(bool tdx) => Sign("enclaveIdentity", json =>
    {
        WriteHead(json, tdx ? "TD_QE" : "QE", version: 2);
        json.WriteString("miscselect", "00000000");
        json.WriteString("miscselectMask", "FFFFFFFF");
        json.WriteString("attributes", "11000000000000000000000000000000");
        json.WriteString("attributesMask", "FBFFFFFFFFFFFFFF0000000000000000");
        json.WriteString("mrsigner", Convert.ToHexString(model.QeMrSigner));
        json.WriteNumber("isvprodid", tdx ? 2 : 1);
        WriteIsvLevels(json, model.NewestQe);
    });

    /// <summary>Signs a body and puts both together.</summary>
    /// <param name="name">Name of the body.</param>
    /// <param name="body">The body, as it will stand.</param>
    public byte[] Sign(string name, ReadOnlySpan<byte> body)
    {
        byte[] signature = keys.Signer.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return [.. Encoding.ASCII.GetBytes($"{{\"{name}\":"), .. body, .. Encoding.ASCII.GetBytes($",\"signature\":\"{Convert.ToHexStringLower(signature)}\"}}")];
    }

    private byte[] Sign(string name, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Sign(name, stream.ToArray());
    }

    private void WriteHead(Utf8JsonWriter json, string id, int version)
    {
        json.WriteString("id", id);
        json.WriteNumber("version", version);
        json.WriteString("issueDate", ChainChecks.Text(model.Start));
        json.WriteString("nextUpdate", ChainChecks.Text(model.CollateralEnd ?? model.Start.AddYears(Years)));
        json.WriteNumber("tcbEvaluationDataNumber", model.EvaluationNumber);
    }

    private void WriteModules(Utf8JsonWriter json)
    {
        json.WriteStartObject("tdxModule");
        WriteModule(json);
        json.WriteEndObject();
        json.WriteStartArray("tdxModuleIdentities");
        json.WriteStartObject();
        json.WriteString("id", model.ModuleId);
        WriteModule(json);
        WriteIsvLevels(json, model.NewestModule);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteModule(Utf8JsonWriter json)
    {
        json.WriteString("mrsigner", new string('0', 2 * TdReport.MeasurementLength));
        json.WriteString("attributes", "0000000000000000");
        json.WriteString("attributesMask", "FFFFFFFFFFFFFFFF");
    }

    private void WriteIsvLevels(Utf8JsonWriter json, uint newest)
    {
        json.WriteStartArray("tcbLevels");
        foreach ((uint svn, TcbStatus status) in ((uint, TcbStatus)[])[(newest, TcbStatus.UpToDate), (1, TcbStatus.OutOfDate)])
        {
            json.WriteStartObject();
            json.WriteStartObject("tcb");
            json.WriteNumber("isvsvn", svn);
            json.WriteEndObject();
            WriteVerdict(json, status);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteLevel(Utf8JsonWriter json, bool tdx, byte svn, int pceSvn, byte third, TcbStatus status)
    {
        json.WriteStartObject();
        json.WriteStartObject("tcb");
        WriteComponents(json, "sgxtcbcomponents", i => i < SimulatedIntelModel.UsedComponents ? svn : (byte)0);
        json.WriteNumber("pcesvn", pceSvn);
        if (tdx)
            WriteComponents(json, "tdxtcbcomponents", i => i == 2 ? third : (byte)0);
        json.WriteEndObject();
        WriteVerdict(json, status);
        json.WriteEndObject();
    }

    private void WriteVerdict(Utf8JsonWriter json, TcbStatus status)
    {
        json.WriteString("tcbDate", ChainChecks.Text(model.Start));
        json.WriteString("tcbStatus", status.ToString());
        if (status == TcbStatus.UpToDate)
            return;
        json.WriteStartArray("advisoryIDs");
        json.WriteStringValue(SimulatedIntelModel.Advisory);
        json.WriteEndArray();
    }

    private static void WriteComponents(Utf8JsonWriter json, string name, Func<int, byte> svn)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < PckExtensions.Components; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("svn", svn(i));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
