using System.Reflection;
using System.Runtime.CompilerServices;
using FluentValidation;
using MediatR;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Tests.Architecture;

/// <summary>What the compiler cannot hold about the shape of a slice.</summary>
public sealed class SliceRules
{
    private const int MostLines = 200;

    private static readonly Type[] Scalars = [typeof(string), typeof(bool), typeof(int), typeof(long), typeof(decimal), typeof(DateTimeOffset), typeof(Guid)];

    public static TheoryData<Type> Calls => [.. Code.Calls];
    public static TheoryData<Type> Events => [.. Code.Events];
    public static TheoryData<Type> Views => [.. Code.Views];

    [Theory, MemberData(nameof(Calls))]
    public void A_call_is_a_sealed_immutable_record_with_its_one_handler_nested_in_it(Type call)
    {
        IsSealedImmutableRecord(call);
        call.GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public).Where(IsHandler)
            .Should().ContainSingle(handler => handler.Name == "Handler" && handler.IsSealed && handler.IsNestedAssembly);
    }

    [Fact]
    public void A_call_is_either_a_command_or_a_query() =>
        Code.Calls.Should().OnlyContain(call => Implements(call, typeof(ICommand<>)) ^ Implements(call, typeof(IQuery<>)));

    [Fact]
    public void A_query_about_a_user_says_how_it_sees_him() =>
        Code.Calls.Where(call => call.IsAssignableTo(typeof(IUserCall))).Should()
            .OnlyContain(call => call.IsAssignableTo(typeof(ICommand)) != call.IsAssignableTo(typeof(IUserQuery)));

    [Fact]
    public void There_are_no_handlers_but_those_of_calls() =>
        Code.Types.Where(IsHandler).Should().OnlyContain(handler => Code.Calls.Contains(handler.DeclaringType!));

    [Fact]
    public void A_validator_is_nested_in_what_it_validates() =>
        Code.Types.Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IValidator))).Should()
            .OnlyContain(validator => validator.Name == "Validator" && validator.BaseType!.GetGenericArguments()[0] == validator.DeclaringType);

    [Theory, MemberData(nameof(Events))]
    public void An_event_is_a_sealed_immutable_record_of_scalars(Type happened)
    {
        IsSealedImmutableRecord(happened);
        happened.GetProperties().Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            .Except(Scalars).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Events))]
    public void An_event_is_stored_under_its_own_name_in_snake_case(Type happened)
    {
        var name = happened.GetCustomAttribute<StoredAsAttribute>()!.Name;
        name.Should().Be(string.Concat(happened.Name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{c}" : $"{c}")).ToLowerInvariant());
        Code.Events.Count(other => other.GetCustomAttribute<StoredAsAttribute>()!.Name == name).Should().Be(1);
    }

    [Theory, MemberData(nameof(Views))]
    public void A_view_is_a_sealed_immutable_record_of_one_of_the_kinds(Type view)
    {
        IsSealedImmutableRecord(view);
        new[] { typeof(IUserView<>), typeof(IRowView<>), typeof(IEventView<>) }.Count(kind => Implements(view, kind)).Should().Be(1);
    }

    [Fact]
    public void No_source_file_has_more_than_200_lines() =>
        Code.Files.Where(file => file.Value.Count(c => c == '\n') > MostLines).Select(file => file.Key).Should().BeEmpty();

    [Fact]
    public void A_call_stands_in_a_file_of_its_name() =>
        Code.Calls.Should().OnlyContain(call => Code.Files.Keys.Any(file => Path.GetFileName(file) == $"{call.Name}.cs"));

    private static void IsSealedImmutableRecord(Type type)
    {
        type.Should().BeSealed();
        Code.IsRecord(type).Should().BeTrue("it should be a record");
        type.GetProperties().Where(property => property.SetMethod is { } set && !IsInit(set)).Should().BeEmpty();
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => !field.IsInitOnly && !field.IsPrivate).Should().BeEmpty();
    }

    private static bool IsHandler(Type type) => Implements(type, typeof(IRequestHandler<,>)) && !type.IsInterface;

    private static bool Implements(Type type, Type generic) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == generic);

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
