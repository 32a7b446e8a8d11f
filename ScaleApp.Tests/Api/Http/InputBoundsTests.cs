using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Validation;

namespace ScaleApp.Tests.Api.Http;

/// <summary>Everything that a client can send is validated and has a maximum length or size.</summary>
public class InputBoundsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private List<RouteEndpoint> Endpoints =>
    [
        .. api.First.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) is true),
    ];

    [RequiresFact("redis-server", "postgres")]
    public void Every_body_is_validated_and_every_member_of_it_bounded()
    {
        var validation = api.First.Services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        var bodies = Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType)
            .OfType<Type>().Where(IsOurs).Distinct().ToList();

        Assert.NotEmpty(bodies);
#pragma warning disable ASP0029 // Experimental, and the only way to ask.
        Assert.All(bodies, body => Assert.True(validation.TryGetValidatableTypeInfo(body, out _), $"{body} is not validated"));
#pragma warning restore ASP0029
        Assert.Empty(bodies.SelectMany(body => UnboundedIn(body, [])));

        // Validation would walk through every table of a database context.
        var parameters = Endpoints.SelectMany(endpoint => endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? []);
        Assert.DoesNotContain(parameters, parameter => parameter.ParameterType.IsAssignableTo(typeof(DbContext)));
    }

    [RequiresFact("redis-server", "postgres")]
    public void Every_value_in_a_path_or_a_query_is_bounded()
    {
        var unbounded =
            from endpoint in Endpoints
            let method = endpoint.Metadata.GetMetadata<MethodInfo>()
            where method is not null
            from parameter in method.GetParameters()
            where NeedsBound(parameter.ParameterType) && !endpoint.RoutePattern.ParameterPolicies.ContainsKey(parameter.Name!)
                && !IsBounded(parameter.ParameterType, parameter.GetCustomAttributes())
            select $"{endpoint.DisplayName}: {parameter.Name}";

        Assert.Empty(unbounded);
    }

    private static IEnumerable<string> UnboundedIn(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            yield break;
        }

        var parameters = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).ToLookup(parameter => parameter.Name!);
        foreach (var property in type.GetProperties().Where(property => property.GetMethod is { IsStatic: false, IsPublic: true }))
        {
            var attributes = property.GetCustomAttributes().Concat(parameters[property.Name].SelectMany(parameter => parameter.GetCustomAttributes())).ToList();
            if (NeedsBound(property.PropertyType) && !IsBounded(property.PropertyType, attributes))
            {
                yield return $"{type.Name}.{property.Name}";
            }

            foreach (var inner in Elements(property.PropertyType).Where(IsOurs).SelectMany(element => UnboundedIn(element, seen)))
            {
                yield return inner;
            }
        }
    }

    private static bool IsOurs(Type type) => type.Assembly.GetName().Name!.StartsWith("ScaleApp.", StringComparison.Ordinal);

    private static IEnumerable<Type> Elements(Type type) => type.IsArray ? [type.GetElementType()!] : type.IsGenericType ? type.GetGenericArguments() : [type];

    private static bool NeedsBound(Type type) =>
        type == typeof(string) || IsNumber(Nullable.GetUnderlyingType(type) ?? type)
        || (type.IsAssignableTo(typeof(IEnumerable)) && Elements(type).All(element => IsOurs(element) || NeedsBound(element)));

    private static bool IsNumber(Type type) => !type.IsEnum
        && Type.GetTypeCode(type) is TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 or TypeCode.Single or TypeCode.Double or TypeCode.Decimal;

    private static bool IsBounded(Type type, IEnumerable<Attribute> attributes) => attributes.Any(attribute =>
        (attribute is ValidationAttribute && IsOurs(attribute.GetType()))
        || (IsNumber(Nullable.GetUnderlyingType(type) ?? type)
            ? attribute is RangeAttribute or AllowedValuesAttribute
            : attribute is StringLengthAttribute or MaxLengthAttribute or LengthAttribute or RegularExpressionAttribute or AllowedValuesAttribute));
}
