package main

import (
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/apis/pipeline/v1beta1"
	"github.com/tektoncd/pipeline/pkg/result"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
	"knative.dev/pkg/apis"
)

// goSchema is what Go's decoder knows of Tekton's kinds: the fields of each type by their JSON name.
//
// A field's type is the name of a type here, one of the words below, or one of these behind `[]` (a list) or `{}` (a
// map with string keys).
type goSchema struct {
	Tekton string                       `json:"tekton"`
	Kinds  map[string]string            `json:"kinds"`
	Types  map[string]map[string]string `json:"types"`

	packages map[string]string
}

// words names the types that decode themselves.
var words = map[reflect.Type]string{
	reflect.TypeFor[metav1.Duration]():      "duration",
	reflect.TypeFor[metav1.Time]():          "time",
	reflect.TypeFor[metav1.MicroTime]():     "time",
	reflect.TypeFor[apis.VolatileTime]():    "time",
	reflect.TypeFor[resource.Quantity]():    "quantity",
	reflect.TypeFor[intstr.IntOrString]():   "intOrString",
	reflect.TypeFor[runtime.RawExtension](): "any",
	reflect.TypeFor[metav1.FieldsV1]():      "any",
	reflect.TypeFor[apis.URL]():             "string",
	reflect.TypeFor[v1.ParamValue]():        "paramValue",
	reflect.TypeFor[v1beta1.ParamValue]():   "paramValue",
	reflect.TypeFor[result.ResultType]():    "any", // only in the status of old runs
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// writeSchema prints the types of all kinds as JSON. Keys are sorted, so that a new version of Tekton shows as a diff.
func writeSchema(out io.Writer) error {
	known := &goSchema{
		Tekton: tektonVersion(), Kinds: map[string]string{}, Types: map[string]map[string]string{}, packages: map[string]string{},
	}
	for _, kind := range sortedKinds() {
		name, err := known.typeName(reflect.TypeOf(newTektonObject[kind]()).Elem())
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		known.Kinds[kind.GroupVersion().String()+" "+kind.Kind] = name
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(known)
}

// sortedKinds has the newest version first: its types have the plain names.
func sortedKinds() []schema.GroupVersionKind {
	return slices.SortedFunc(maps.Keys(newTektonObject), func(one, other schema.GroupVersionKind) int {
		return cmp.Or(cmp.Compare(one.Version, other.Version), cmp.Compare(one.Kind, other.Kind))
	})
}

func (s *goSchema) typeName(t reflect.Type) (string, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if word, known := words[t]; known {
		return word, nil
	}
	if reflect.PointerTo(t).Implements(jsonUnmarshaler) || reflect.PointerTo(t).Implements(textUnmarshaler) {
		return "", fmt.Errorf("%s decodes itself and is not among the known words", t)
	}
	switch t.Kind() {
	case reflect.String:
		return "string", nil
	case reflect.Bool:
		return "boolean", nil
	case reflect.Int, reflect.Int64:
		return "int64", nil
	case reflect.Int32:
		return "int32", nil
	case reflect.Float64:
		return "float", nil
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "base64", nil
		}
		element, err := s.typeName(t.Elem())
		return "[]" + element, err
	case reflect.Map:
		element, err := s.typeName(t.Elem())
		return "{}" + element, err
	case reflect.Struct:
		return s.structName(t)
	default:
		return "", fmt.Errorf("%s is of a kind that is not known", t)
	}
}

func (s *goSchema) structName(t reflect.Type) (string, error) {
	name := t.Name()
	if home, seen := s.packages[name]; seen && home != t.PkgPath() {
		parts := strings.Split(t.PkgPath(), "/")
		name = strings.ToUpper(parts[len(parts)-1][:1]) + parts[len(parts)-1][1:] + name
	}
	if _, seen := s.Types[name]; seen {
		return name, nil
	}
	s.packages[name] = t.PkgPath()
	fields := map[string]string{}
	s.Types[name] = fields
	return name, s.collectFields(t, fields)
}

// collectFields adds the fields of embedded structs as their own, as encoding/json does: behind those of the struct
// itself, which win.
func (s *goSchema) collectFields(t reflect.Type, fields map[string]string) error {
	var embedded []reflect.Type
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || !field.IsExported() {
			continue
		}
		if field.Anonymous && name == "" {
			embedded = append(embedded, field.Type)
			continue
		}
		if name == "" {
			name = field.Name
		}
		if _, taken := fields[name]; taken {
			continue
		}
		word, err := s.typeName(field.Type)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", t.Name(), name, err)
		}
		fields[name] = word
	}
	for _, each := range embedded {
		for each.Kind() == reflect.Pointer {
			each = each.Elem()
		}
		if err := s.collectFields(each, fields); err != nil {
			return err
		}
	}
	return nil
}
