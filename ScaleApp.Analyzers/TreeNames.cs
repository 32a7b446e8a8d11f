using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ScaleApp.Analyzers;

/// <summary>The names in one file that say how the program is composed. Read once per version of the file, and only when a rule asks.</summary>
internal sealed class TreeNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeNames> Known = new();

    private TreeNames(SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is InvocationExpressionSyntax call && call.Name() is { } name)
            {
                Add(call, name);
            }
            else if (node is BaseTypeSyntax { Type: var type } && type.RightmostName() is { } baseType)
            {
                BaseTypes.Add(baseType);
            }
        }
    }

    /// <summary>Methods that are called, with the first call.</summary>
    public Dictionary<string, TextSpan> Calls { get; } = [];

    public HashSet<string> Registered { get; } = [];

    public HashSet<string> Singletons { get; } = [];

    public HashSet<string> Scoped { get; } = [];

    public HashSet<string> BaseTypes { get; } = [];

    /// <summary>Methods that are mapped to a route by name.</summary>
    public HashSet<string> Endpoints { get; } = [];

    public static TreeNames Of(SyntaxTree tree) => Known.GetValue(tree, static key => new TreeNames(key));

    private void Add(InvocationExpressionSyntax call, SimpleNameSyntax name)
    {
        var method = name.Identifier.ValueText;
        if (!Calls.ContainsKey(method))
        {
            Calls.Add(method, call.Span);
        }

        if (method.StartsWith("Map", StringComparison.Ordinal))
        {
            Endpoints.UnionWith(call.ArgumentList.Arguments.Select(argument => argument.Expression.RightmostName()).OfType<string>());
        }
        else if (method.Contains("Singleton") || method is "AddHostedService" or "AddActivatedSingleton")
        {
            AddTypes(call, name, Singletons);
        }
        else if (method.Contains("Scoped") || method.Contains("Transient") || method == "AddHttpClient")
        {
            AddTypes(call, name, Scoped);
        }
        else if (method is "Replace" or "Describe" or "AddInstance")
        {
            AddTypes(call, name, Registered);
        }
    }

    private void AddTypes(InvocationExpressionSyntax call, SimpleNameSyntax name, HashSet<string> types)
    {
        var found = new List<TypeSyntax>();
        if (name is GenericNameSyntax generic)
        {
            found.AddRange(generic.TypeArgumentList.Arguments);
        }

        foreach (var node in call.ArgumentList.DescendantNodes())
        {
            if ((node as TypeOfExpressionSyntax)?.Type is { } named)
            {
                found.Add(named);
            }
            else if (node is ObjectCreationExpressionSyntax created)
            {
                found.Add(created.Type);
            }
        }

        var names = found.Select(type => type.RightmostName()).OfType<string>().ToList();
        types.UnionWith(names);
        Registered.UnionWith(names);
    }
}
