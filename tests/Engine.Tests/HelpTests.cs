using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Engine.Tests;

/// <summary>Holds the pages of docs/en-US, the help of module/en-US and the cmdlets' real parameters equal.</summary>
[Collection(OneAtATime.Name)]
public sealed partial class HelpTests : IDisposable
{
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly KeepShell _shell = new();

    public static TheoryData<string> Cmdlets => [.. PageFiles().Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void There_is_a_page_and_help_for_exactly_what_is_exported()
    {
        string[] exported = [.. _shell.Good("Get-Command -Module EnarxPS | ForEach-Object Name").Select(name => name.ToString()).Order()];
        Assert.Equal(exported, PageFiles().Select(Path.GetFileNameWithoutExtension).Order());
        Assert.Equal(exported, Help().Descendants(Command + "command").Select(command => command.Element(Command + "details")!.Element(Command + "name")!.Value.Trim()).Order());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Parameters_are_the_same_in_cmdlet_page_and_help(string name)
    {
        var cmdlet = (CmdletInfo)_shell.Good($"Get-Command {name}")[0].BaseObject;
        Dictionary<string, ParameterMetadata> real = cmdlet.Parameters.Where(pair => !Cmdlet.CommonParameters.Contains(pair.Key)).ToDictionary();
        XElement help = HelpOf(name);

        string[] documented = [.. ParameterHeading().Matches(Page(name)).Select(match => match.Groups[1].Value).Where(parameter => parameter != "CommonParameters").Order()];
        Assert.Equal(real.Keys.Order(), documented);

        XElement[] parameters = [.. help.Element(Command + "parameters")!.Elements(Command + "parameter")];
        Assert.Equal(real.Keys.Order(), parameters.Select(parameter => parameter.Element(Maml + "name")!.Value.Trim()).Order());
        Assert.All(parameters, parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.Element(Maml + "description")?.Value), $"{name} -{parameter.Element(Maml + "name")!.Value}"));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_cmdlet_has_examples_whose_code_is_right(string name)
    {
        string page = Page(name);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        string[] examples = [.. HelpOf(name).Element(Command + "examples")!.Elements(Command + "example").Select(example => example.Element(Dev + "code")!.Value.Length > 0 ? example.Element(Dev + "code")!.Value : example.Value)];
        Assert.True(examples.Length >= 2, $"{name} has {examples.Length} examples.");
        string[] blocks = [.. CodeBlock().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.True(blocks.Length >= 2);
        Assert.Contains(blocks, block => block.Contains(name, StringComparison.Ordinal));
        Assert.All(blocks, Check);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_engine_finds_the_help(string name)
    {
        PSObject help = _shell.Good($"Get-Help {name} -Full")[0];
        string synopsis = help.Properties["Synopsis"].Value.ToString()!.Trim();
        // Without a help file the engine gives the syntax for a synopsis.
        Assert.False(synopsis.StartsWith(name, StringComparison.OrdinalIgnoreCase), synopsis);
        Assert.NotNull(help.Properties["examples"]?.Value);
    }

    [Theory]
    [InlineData("about_EnarxPS")]
    [InlineData("about_KeepEvidence")]
    public void An_about_topic_is_found(string name) =>
        Assert.Contains("Keep", _shell.Good($"Get-Help {name}")[0].ToString(), StringComparison.Ordinal);

    [Fact]
    public void The_topic_on_evidence_says_what_its_page_says()
    {
        string page = Page("about_KeepEvidence").Replace("# about_KeepEvidence", "TOPIC about_KeepEvidence", StringComparison.Ordinal).Replace("powershell", "", StringComparison.Ordinal);
        string topic = File.ReadAllText(Path.Combine(Repository.Root, "module", "en-US", "about_KeepEvidence.help.txt"));
        Assert.Equal(Words(Link().Replace(page, "$1")), Words(topic));
        Assert.All(CodeBlock().Matches(Page("about_KeepEvidence")).Select(match => match.Groups[1].Value), Check);
    }

    private void Check(string code)
    {
        ScriptBlockAst script = Parser.ParseInput(code, out _, out ParseError[] errors);
        Assert.Empty(errors);
        foreach (CommandAst command in script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            string? name = command.GetCommandName();
            if (name is null || !name.Contains("Keep", StringComparison.Ordinal))
                continue;
            var cmdlet = (CmdletInfo)_shell.Good($"Get-Command {name}")[0].BaseObject;
            Assert.All(command.CommandElements.OfType<CommandParameterAst>(), parameter =>
                Assert.True(cmdlet.Parameters.Keys.Any(known => known.StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase)), $"{name} has no -{parameter.ParameterName}"));
        }
    }

    private static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    private static string[] PageFiles() => Directory.GetFiles(Path.Combine(Repository.Root, "docs", "en-US"), "*-*.md");

    private static string Page(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "en-US", name + ".md"));

    private static XDocument Help() => XDocument.Load(Path.Combine(Repository.Root, "module", "en-US", "EnarxPS.dll-Help.xml"));

    private static XElement HelpOf(string name) => Help().Descendants(Command + "command").Single(command => command.Element(Command + "details")!.Element(Command + "name")!.Value.Trim() == name);

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^### -(\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex ParameterHeading();

    [GeneratedRegex(@"^```powershell\s*\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
