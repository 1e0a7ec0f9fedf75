package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/tektoncd/pipeline/pkg/apis/config"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// clientSideApplyLimit is the room that client-side `kubectl apply` has for its copy of the object in an annotation.
const clientSideApplyLimit = 262144

// judge holds one Tekton configuration for each feature level.
type judge struct {
	levels   []string
	contexts map[string]context.Context
}

// verdict is what was found about one document; errs is empty when it is valid.
type verdict struct {
	file  string
	index int
	kind  string // "tekton.dev/v1 Task", empty when the document does not say
	name  string
	errs  []finding
}

// finding is one reason why a document is invalid; level is empty where the feature level does not matter.
type finding struct {
	level string
	err   error
}

func newJudge(levels []string) (*judge, error) {
	contexts := map[string]context.Context{}
	for _, level := range levels {
		if !slices.Contains([]string{"stable", "beta", "alpha"}, level) {
			return nil, fmt.Errorf("--api has %q, expected stable, beta or alpha, separated by commas", level)
		}
		flags, err := config.NewFeatureFlagsFromMap(featureFlags(level))
		if err != nil {
			return nil, fmt.Errorf("feature level %q: %w", level, err)
		}
		configuration := *config.FromContextOrDefaults(context.Background())
		configuration.FeatureFlags = flags
		contexts[level] = config.ToContext(context.Background(), &configuration)
	}
	return &judge{levels: levels, contexts: contexts}, nil
}

// featureFlags is the ConfigMap of a cluster that has nothing set but the level. Features that are still alpha have a
// flag of their own beside it.
func featureFlags(level string) map[string]string {
	flags := map[string]string{"enable-api-fields": level}
	if level == "alpha" {
		flags[config.EnableArtifacts] = "true"
		flags[config.EnableCELInWhenExpression] = "true"
		flags[config.EnableParamEnum] = "true"
	}
	return flags
}

func (j *judge) judgeAll(documents []document) *report {
	result := &report{levels: j.levels}
	for _, each := range documents {
		result.verdicts = append(result.verdicts, j.judgeDocument(each)...)
	}
	return result
}

// judgeDocument gives one verdict, or one for each item of a List.
func (j *judge) judgeDocument(doc document) []verdict {
	if doc.err != nil {
		return []verdict{{file: doc.file, index: doc.index, errs: []finding{{err: doc.err}}}}
	}
	var header struct {
		metav1.TypeMeta `json:",inline"`
		Metadata        struct {
			Name         string `json:"name"`
			GenerateName string `json:"generateName"`
		} `json:"metadata"`
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(doc.json, &header); err != nil {
		return []verdict{{file: doc.file, index: doc.index, errs: []finding{{err: err}}}}
	}
	if header.APIVersion == "v1" && header.Kind == "List" {
		var verdicts []verdict
		for _, item := range header.Items {
			verdicts = append(verdicts, j.judgeDocument(document{file: doc.file, index: doc.index, json: item})...)
		}
		return verdicts
	}
	name := header.Metadata.Name
	if name == "" {
		name = header.Metadata.GenerateName
	}
	return []verdict{{
		file:  doc.file,
		index: doc.index,
		kind:  header.APIVersion + " " + header.Kind,
		name:  name,
		errs:  j.findings(header.TypeMeta, doc.json),
	}}
}

func (j *judge) findings(typeMeta metav1.TypeMeta, content []byte) []finding {
	kind := schema.FromAPIVersionAndKind(typeMeta.APIVersion, typeMeta.Kind)
	if kind.Kind == "" || kind.Version == "" {
		return []finding{{err: errors.New("apiVersion or kind is missing")}}
	}
	var found []finding
	if len(content) > clientSideApplyLimit {
		found = append(found, finding{err: fmt.Errorf(
			"%d bytes as JSON, client-side kubectl apply takes at most %d", len(content), clientSideApplyLimit)})
	}
	if kind.Group != "tekton.dev" {
		for _, err := range judgeCore(content) {
			found = append(found, finding{err: err})
		}
		return found
	}
	decoded, errs := decodeTekton(kind, content)
	for _, err := range errs {
		found = append(found, finding{err: err})
	}
	if decoded == nil {
		return found
	}
	for _, level := range j.levels {
		if err := validateTekton(j.contexts[level], decoded); err != nil {
			found = append(found, finding{level: level, err: err})
		}
	}
	return found
}
