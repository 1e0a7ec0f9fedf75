package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	yamlutil "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// document is one YAML document as JSON, or the reason why it is not one.
type document struct {
	file  string
	index int // within its file, from 1; empty documents are not counted
	json  []byte
	err   error
}

// readDocuments reads files, every *.yaml and *.yml below directories, and standard input for "-".
func readDocuments(paths []string, stdin io.Reader) ([]document, error) {
	var documents []document
	for _, path := range paths {
		if path == "-" {
			found, err := splitDocuments("-", stdin)
			if err != nil {
				return nil, err
			}
			documents = append(documents, found...)
			continue
		}
		files, err := yamlFiles(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			found, err := splitDocuments(file, bytes.NewReader(content))
			if err != nil {
				return nil, err
			}
			documents = append(documents, found...)
		}
	}
	return documents, nil
}

// yamlFiles lists the file itself, or the YAML files below a directory in lexical order.
func yamlFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == "node_modules" {
			return filepath.SkipDir
		}
		if !entry.IsDir() && (strings.HasSuffix(file, ".yaml") || strings.HasSuffix(file, ".yml")) {
			files = append(files, file)
		}
		return nil
	})
	return files, err
}

// splitDocuments converts strictly: a key that is given twice is an error, as are YAML 1.1's surprises where they
// change a type.
func splitDocuments(file string, content io.Reader) ([]document, error) {
	reader := yamlutil.NewYAMLReader(bufio.NewReader(content))
	var documents []document
	for {
		text, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		converted, err := yaml.YAMLToJSONStrict(text)
		if err == nil && string(converted) == "null" {
			continue
		}
		documents = append(documents, document{file: file, index: len(documents) + 1, json: converted, err: err})
	}
}
