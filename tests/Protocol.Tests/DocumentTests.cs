using System.Reflection;
using System.Text.RegularExpressions;

namespace Enarx.Protocol.Tests;

/// <summary>docs/protocol.md names what there is: files, operations, error ids, constants.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Lines = File.ReadAllLines(Project.Path("docs", "protocol.md"));

    [Fact]
    public void Its_files_are_there()
    {
        string[] paths = [.. Lines.SelectMany(line => FileName().Matches(line)).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(paths);
        Assert.All(paths, path =>
        {
            string full = path.StartsWith("tests/", StringComparison.Ordinal) ? Project.Path(path) : Project.Path("src", path);
            Assert.True(File.Exists(full) || Directory.Exists(full), path);
        });
    }

    [Fact]
    public void Its_operations_are_those_of_the_code()
    {
        IEnumerable<string> named = Section("## Operations").SelectMany(line => Operation().Matches(line)).Select(match => match.Groups[1].Value);
        Assert.Equal(Constants(typeof(Operations)), named.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("### Client to keepmgr")]
    [InlineData("### Refusals")]
    public void Its_error_ids_are_those_of_the_code(string heading)
    {
        string[] ids = [.. Section(heading).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .SelectMany(line => line.Split('|')[^2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        Assert.NotEmpty(ids);
        Assert.Subset(Constants(typeof(KeepErrorId)).ToHashSet(), ids.ToHashSet());
    }

    [Fact]
    public void Its_constants_are_those_of_the_code()
    {
        string text = string.Join('\n', Lines);
        Assert.All([KeepClaims.CurrentProfile, EvidenceMessage.MediaType, $"from 1 to {Frames.MaximumLength},", $"`version` of a request is {Request.Version}."],
            constant => Assert.Contains(constant, text, StringComparison.Ordinal));
    }

    // To the next heading of the same level or a higher one.
    private static IEnumerable<string> Section(string heading)
    {
        int level = heading.IndexOf(' ', StringComparison.Ordinal);
        return Lines.SkipWhile(line => line != heading).Skip(1)
            .TakeWhile(line => !line.StartsWith('#') || line.IndexOf(' ', StringComparison.Ordinal) > level);
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

    [GeneratedRegex("`((?:Enarx\\.|tests/)[A-Za-z./]+)`")]
    private static partial Regex FileName();

    // The first cell of a row, or a paragraph's first word.
    [GeneratedRegex("^(?:\\| )?`([a-z-]+)`(?: \\||:)")]
    private static partial Regex Operation();
}
