using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE002: <c>AddSignalR</c> without a backplane in the same composition.</summary>
/// <remarks>A method that is called on the builder and is not known to be harmless may be a backplane, so it silences.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SignalRAnalyzer() : RegistrationAnalyzer(Rules.SignalR)
{
    private static readonly string[] Backplanes =
        ["AddStackExchangeRedis", "AddAzureSignalR", "AddNamedAzureSignalR", "AddAWSSignalR", "AddOrleans", "AddNats"];

    private static readonly string[] NoBackplane = ["AddJsonProtocol", "AddMessagePackProtocol", "AddNewtonsoftJsonProtocol", "AddHubOptions"];

    private protected override object[]? Judge(IInvocationOperation call, Composition composition) =>
        call.TargetMethod.Name == "AddSignalR"
        && call.TargetMethod.IsIn("Microsoft.Extensions.DependencyInjection")
        && !MethodsCalledOn(call.Syntax).Except(NoBackplane).Any()
        && !composition.Shares(
            below => below.Calls(Backplanes) || below.Registers("HubLifetimeManager"), ["Microsoft.AspNetCore.SignalR.StackExchangeRedis"], ["Microsoft.Azure.SignalR"])
            ? []
            : null;

    private static IEnumerable<string> MethodsCalledOn(SyntaxNode call)
    {
        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } access && access.Expression == call)
        {
            yield return access.Name.Identifier.ValueText;
            call = next;
        }
    }
}
