package main

import (
	"encoding/json"
	"io"
	"strings"
)

// line is the verdict about one document: the reason of each level that refuses it.
type line struct {
	File     string            `json:"file"`
	Document int               `json:"document"`
	Kind     string            `json:"kind"`
	Name     string            `json:"name"`
	Refused  map[string]string `json:"refused"`
}

// writeLines prints one JSON object for each document, for programs that compare verdicts.
func (j *judge) writeLines(documents []document, out io.Writer) error {
	encoder := json.NewEncoder(out)
	for _, each := range documents {
		for _, found := range j.judgeDocument(each) {
			if err := encoder.Encode(j.lineOf(found)); err != nil {
				return err
			}
		}
	}
	return nil
}

// lineOf gives reasons that have no level to every level.
func (j *judge) lineOf(found verdict) line {
	reasons := map[string][]string{}
	for _, each := range found.errs {
		levels := []string{each.level}
		if each.level == "" {
			levels = j.levels
		}
		for _, level := range levels {
			reasons[level] = append(reasons[level], strings.Join(strings.Fields(each.err.Error()), " "))
		}
	}
	refused := map[string]string{}
	for level, texts := range reasons {
		refused[level] = strings.Join(texts, "; ")
	}
	return line{File: found.file, Document: found.index, Kind: found.kind, Name: found.name, Refused: refused}
}
